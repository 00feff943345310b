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

score_counts as (

    select * from core_skm__score_counts

),

frequencies as (

    select
        moments.scope,
        moments.scope_code,
        moments.is_focus,
        moments.measure,
        moments.element_code,
        scores.score,
        coalesce(score_counts.answers_n, 0) as answers_n,
        moments.answers_n as filled_n
    from moments
    cross join scores
    left join score_counts
        on
            moments.scope = score_counts.scope
            and moments.scope_code = score_counts.scope_code
            and moments.measure = score_counts.measure
            and moments.element_code = score_counts.element_code
            and scores.score = score_counts.score

)

select
    study.study_id,
    study.data_origin,
    frequencies.scope,
    frequencies.scope_code,
    frequencies.is_focus,
    frequencies.measure,
    frequencies.element_code,
    frequencies.score,
    frequencies.answers_n,
    100.0::double * frequencies.answers_n / nullif(frequencies.filled_n, 0) as answers_pct
from frequencies
cross join study
