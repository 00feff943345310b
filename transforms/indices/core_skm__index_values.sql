-- core_skm__index_values: one row per scope and index method, as exact fractions. Method: docs/methods/ikm.md.
-- The exact index weighs every element 1/number of elements; the one by regulation takes the declared weight and
-- rounds where the method says so. 100/scale maximum turns a mean score into an index (25 on a scale to 4).
with

study as (

    select * from ref_study

),

methods as (

    select * from ref_index_methods

),

moments as (

    select * from core_skm__element_moments

),

element_means as (

    select
        moments.scope,
        moments.scope_code,
        moments.is_focus,
        moments.respondents_n,
        moments.asked_n,
        moments.answers_n,
        moments.mean_score_fraction,
        methods.method_code,
        methods.weight_fraction,
        methods.index_digits,
        case
            when methods.element_mean_digits is null then moments.mean_score_fraction
            else exact_round(moments.mean_score_fraction, methods.element_mean_digits)
        end as regulation_mean_fraction
    from moments
    inner join study on moments.measure = study.index_measure
    cross join methods

),

sums as (

    select
        scope,
        scope_code,
        is_focus,
        respondents_n,
        method_code,
        weight_fraction,
        index_digits,
        count(*) as elements_n,
        count(mean_score_fraction) as answered_elements_n,
        sum(asked_n)::bigint as asked_n,
        sum(answers_n)::bigint as answers_n,
        exact_sum(list(mean_score_fraction) filter (where mean_score_fraction is not null)) as exact_total,
        exact_sum(list(regulation_mean_fraction) filter (where regulation_mean_fraction is not null))
            as regulation_total
    from element_means
    group by scope, scope_code, is_focus, respondents_n, method_code, weight_fraction, index_digits

),

index_values as (

    select
        sums.scope,
        sums.scope_code,
        sums.is_focus,
        sums.respondents_n,
        sums.method_code,
        sums.elements_n,
        sums.asked_n,
        sums.answers_n,
        case
            when sums.answered_elements_n = sums.elements_n
                then
                    exact_multiply(
                        exact_divide(sums.exact_total, exact_ratio(sums.elements_n::hugeint, 1::hugeint)),
                        study.index_factor_fraction
                    )
        end as exact_fraction,
        case
            when sums.answered_elements_n = sums.elements_n
                then
                    exact_round(
                        exact_multiply(
                            exact_multiply(sums.regulation_total, sums.weight_fraction),
                            study.index_factor_fraction
                        ),
                        sums.index_digits
                    )
        end as regulation_fraction
    from sums
    cross join study

)

select * from index_values
