-- out_skm__element_means: one row per scope, measure and element. Method: docs/methods/ikm.md, step 1.
with

study as (

    select * from ref_study

),

moments as (

    select * from core_skm__element_moments

)

select
    study.study_id,
    study.data_origin,
    moments.scope,
    moments.scope_code,
    moments.is_focus,
    moments.measure,
    moments.element_code,
    moments.respondents_n,
    moments.answers_n,
    moments.asked_n - moments.answers_n as missing_n,
    moments.score_sum::bigint as score_sum,
    exact_double(moments.mean_score_fraction) as mean_score,
    moments.mean_score_fraction,
    exact_decimal(exact_round(moments.mean_score_fraction, 2))::decimal(18, 4) as mean_score_rounded
from moments
cross join study
