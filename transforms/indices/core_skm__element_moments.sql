-- core_skm__element_moments: one row per scope, measure and element: exact counts and sums, mergeable by adding.
-- Every scope has every element, with zero answers when nobody answered it.
with

scopes as (

    select * from core_skm__scopes

),

score_counts as (

    select * from core_skm__score_counts

),

elements as (

    select * from ref_elements

),

measures as (

    select * from ref_measures

),

sums as (

    select
        scope,
        scope_code,
        measure,
        element_code,
        sum(answers_n)::bigint as answers_n,
        sum(score::hugeint * answers_n)::hugeint as score_sum
    from score_counts
    group by scope, scope_code, measure, element_code

),

moments as (

    select
        scopes.scope,
        scopes.scope_code,
        scopes.is_focus,
        scopes.respondents_n,
        measures.measure,
        elements.element_code,
        elements.element_number,
        scopes.respondents_n * elements.items_n as asked_n,
        coalesce(sums.answers_n, 0) as answers_n,
        coalesce(sums.score_sum, 0) as score_sum,
        exact_ratio(sums.score_sum, sums.answers_n::hugeint) as mean_score_fraction
    from scopes
    cross join measures
    cross join elements
    left join sums
        on
            scopes.scope = sums.scope
            and scopes.scope_code = sums.scope_code
            and measures.measure = sums.measure
            and elements.element_code = sums.element_code

)

select * from moments
