-- out_skm__scope_gaps: one row per scope: mean of the element gaps, and conformity as ratio of sums.
with

study as (

    select * from ref_study

),

means as (

    select * from core_skm__measure_means
    where mean_score_fraction is not null

),

satisfaction as (

    select * from means
    where measure = 'satisfaction'

),

importance as (

    select * from means
    where measure = 'importance'

),

gaps as (

    select
        satisfaction.scope,
        satisfaction.scope_code,
        satisfaction.is_focus,
        satisfaction.respondents_n,
        satisfaction.elements_n,
        satisfaction.mean_score_fraction as satisfaction_fraction,
        importance.mean_score_fraction as importance_fraction,
        exact_subtract(satisfaction.mean_score_fraction, importance.mean_score_fraction) as gap_fraction,
        exact_multiply(
            exact_divide(satisfaction.mean_score_fraction, importance.mean_score_fraction), '100/1'
        ) as conformity_fraction
    from satisfaction
    inner join importance
        on
            satisfaction.scope = importance.scope
            and satisfaction.scope_code = importance.scope_code

)

select
    study.study_id,
    study.data_origin,
    gaps.scope,
    gaps.scope_code,
    gaps.is_focus,
    gaps.respondents_n,
    gaps.elements_n,
    exact_double(gaps.satisfaction_fraction) as satisfaction_mean,
    exact_double(gaps.importance_fraction) as importance_mean,
    exact_double(gaps.gap_fraction) as gap,
    gaps.gap_fraction,
    exact_double(gaps.conformity_fraction) as conformity_pct,
    gaps.conformity_fraction
from gaps
cross join study
