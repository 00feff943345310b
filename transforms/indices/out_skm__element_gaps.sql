-- out_skm__element_gaps: one row per scope and element. Method: docs/methods/ipa.md.
with

study as (

    select * from ref_study

),

pairs as (

    select * from core_skm__element_pairs

),

-- Ranks are counted on exact fractions: equal gaps share a rank whatever their doubles look like.
ranks as (

    select
        pairs.scope,
        pairs.scope_code,
        pairs.element_code,
        1 + count(others.element_code) as gap_rank
    from pairs
    left join pairs as others
        on
            pairs.scope = others.scope
            and pairs.scope_code = others.scope_code
            and exact_compare(others.gap_fraction, pairs.gap_fraction) < 0
    group by pairs.scope, pairs.scope_code, pairs.element_code

),

conformity as (

    select
        scope,
        scope_code,
        element_code,
        exact_multiply(exact_divide(satisfaction_fraction, importance_fraction), '100/1') as conformity_fraction
    from pairs

)

select
    study.study_id,
    study.data_origin,
    pairs.scope,
    pairs.scope_code,
    pairs.is_focus,
    pairs.element_code,
    exact_double(pairs.satisfaction_fraction) as satisfaction_mean,
    exact_double(pairs.importance_fraction) as importance_mean,
    exact_double(pairs.gap_fraction) as gap,
    pairs.gap_fraction,
    ranks.gap_rank,
    exact_double(conformity.conformity_fraction) as conformity_pct,
    conformity.conformity_fraction
from pairs
inner join ranks
    on
        pairs.scope = ranks.scope
        and pairs.scope_code = ranks.scope_code
        and pairs.element_code = ranks.element_code
inner join conformity
    on
        pairs.scope = conformity.scope
        and pairs.scope_code = conformity.scope_code
        and pairs.element_code = conformity.element_code
cross join study
