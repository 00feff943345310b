-- out_skm__measure_means: one row per scope and measure.
with

study as (

    select * from ref_study

),

means as (

    select * from core_skm__measure_means

)

select
    study.study_id,
    study.data_origin,
    means.scope,
    means.scope_code,
    means.is_focus,
    means.measure,
    means.respondents_n,
    means.elements_n,
    means.answers_n,
    means.asked_n - means.answers_n as missing_n,
    means.score_sum::bigint as score_sum,
    exact_double(means.mean_score_fraction) as mean_score,
    means.mean_score_fraction,
    exact_decimal(exact_round(means.mean_score_fraction, 2))::decimal(18, 4) as mean_score_rounded
from means
cross join study
