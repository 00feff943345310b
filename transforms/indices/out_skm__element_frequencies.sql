-- out_skm__element_frequencies: one row per scope, measure, element and score over the full scale, zeros shown.
with

study as (

    select * from ref_study

),

moments as (

    select * from core_skm__element_moments

),

scores as (

    select * from ref_scores

),

cohort as (

    select * from core_skm__respondent_fates
    where is_in_cohort

),

answers as (

    select * from stg_skm__answers

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
    where answers.score is not null
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

select
    study.study_id,
    study.data_origin,
    moments.scope,
    moments.scope_code,
    moments.is_focus,
    moments.measure,
    moments.element_code,
    scores.score,
    coalesce(scope_counts.answers_n, 0) as answers_n,
    case
        when moments.answers_n > 0 then 100.0::double * coalesce(scope_counts.answers_n, 0) / moments.answers_n
    end as answers_pct
from moments
cross join scores
cross join study
left join scope_counts
    on
        moments.scope = scope_counts.scope
        and moments.scope_code = scope_counts.scope_code
        and moments.measure = scope_counts.measure
        and moments.element_code = scope_counts.element_code
        and scores.score = scope_counts.score
