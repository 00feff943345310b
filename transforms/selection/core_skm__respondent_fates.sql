-- core_skm__respondent_fates: one row per accepted respondent, with the first filter step that removes him.
-- A respondent without such a step belongs to the focus office; one whom only the focus step removes stays in the
-- cohort for comparison.
with

responses as (

    select * from stg_skm__responses

),

given_answers as (

    select * from stg_skm__attributes

),

dropped_answers as (

    select * from ref_dropped_answers

),

steps as (

    select * from ref_steps

),

first_removals as (

    select
        given_answers.respondent_key,
        min(dropped_answers.step_number) as removed_at_step
    from given_answers
    inner join dropped_answers
        on
            given_answers.attribute_code = dropped_answers.attribute_code
            and given_answers.answer_code = dropped_answers.answer_code
    group by given_answers.respondent_key

),

fates as (

    select
        responses.respondent_key,
        responses.file_name,
        responses.office_code,
        responses.service_year_code,
        first_removals.removed_at_step,
        coalesce(steps.step_effect = 'focus', true) as is_in_cohort,
        first_removals.removed_at_step is null as is_in_focus
    from responses
    left join first_removals on responses.respondent_key = first_removals.respondent_key
    left join steps on first_removals.removed_at_step = steps.step_number

)

select * from fates
