-- out_skm__attribute_counts: one row per population, attribute and answer; answers that nobody gave show zero.
with

study as (

    select * from ref_study

),

answer_options as (

    select * from ref_answer_options

),

fates as (

    select * from core_skm__respondent_fates

),

given_answers as (

    select * from stg_skm__attributes

),

members as (

    select
        respondent_key,
        'accepted' as population
    from fates

    union all

    select
        respondent_key,
        'cohort' as population
    from fates
    where is_in_cohort

    union all

    select
        respondent_key,
        'focus' as population
    from fates
    where is_in_focus

),

counts as (

    select
        members.population,
        given_answers.attribute_code,
        given_answers.answer_code,
        count(*) as respondents_n
    from members
    inner join given_answers on members.respondent_key = given_answers.respondent_key
    group by members.population, given_answers.attribute_code, given_answers.answer_code

),

populations as (

    select distinct population from members

)

select
    study.study_id,
    study.data_origin,
    populations.population,
    answer_options.attribute_code,
    answer_options.answer_code,
    answer_options.answer_label_id,
    answer_options.answer_label_en,
    coalesce(counts.respondents_n, 0) as respondents_n
from populations
cross join answer_options
cross join study
left join counts
    on
        populations.population = counts.population
        and answer_options.attribute_code = counts.attribute_code
        and answer_options.answer_code = counts.answer_code
