-- core_skm__measure_means: one row per scope and measure: the exact mean of the element means.
-- Empty when an element has no answer at all: a mean over fewer elements would be another quantity.
with

moments as (

    select * from core_skm__element_moments

),

gathered as (

    select
        scope,
        scope_code,
        is_focus,
        measure,
        respondents_n,
        count(*) as elements_n,
        sum(asked_n)::bigint as asked_n,
        sum(answers_n)::bigint as answers_n,
        sum(score_sum)::hugeint as score_sum,
        count(mean_score_fraction) as answered_elements_n,
        list(mean_score_fraction order by element_number) filter (
            where mean_score_fraction is not null
        ) as element_means
    from moments
    group by scope, scope_code, is_focus, measure, respondents_n

),

means as (

    select
        *,
        case when answered_elements_n = elements_n then exact_mean(element_means) end as mean_score_fraction
    from gathered

)

select * from means
