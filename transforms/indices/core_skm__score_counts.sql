-- core_skm__score_counts: one row per scope, measure, element and score that somebody gave: how many gave it.
-- The only table that reads single answers; counts of parts add up to the count of the whole.
with

cohort as (

    select * from core_skm__respondent_fates
    where is_in_cohort

),

answers as (

    select * from stg_skm__answers
    where score is not null

),

office_counts as (

    select
        cohort.office_code,
        answers.measure,
        answers.element_code,
        answers.score,
        count(*) as answers_n
    from answers
    inner join cohort on answers.respondent_key = cohort.respondent_key
    group by cohort.office_code, answers.measure, answers.element_code, answers.score

),

scope_counts as (

    select
        'office' as scope,
        office_code as scope_code,
        measure,
        element_code,
        score,
        answers_n
    from office_counts

    union all

    select
        'cohort' as scope,
        'cohort' as scope_code,
        measure,
        element_code,
        score,
        sum(answers_n)::bigint as answers_n
    from office_counts
    group by measure, element_code, score

)

select * from scope_counts
