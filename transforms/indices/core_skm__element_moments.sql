-- core_skm__element_moments: one row per scope, measure and element: exact counts and sums, mergeable by adding.
-- Every scope has every element, with zero answers when nobody answered it.
with

scopes as (

    select * from core_skm__scopes

),

cohort as (

    select * from core_skm__respondent_fates
    where is_in_cohort

),

answers as (

    select * from stg_skm__answers

),

elements as (

    select * from ref_elements

),

measures as (

    select * from ref_measures

),

office_moments as (

    select
        cohort.office_code,
        answers.measure,
        answers.element_code,
        count(answers.score) as answers_n,
        coalesce(sum(answers.score), 0)::hugeint as score_sum
    from answers
    inner join cohort on answers.respondent_key = cohort.respondent_key
    group by cohort.office_code, answers.measure, answers.element_code

),

scope_moments as (

    select
        'office' as scope,
        office_code as scope_code,
        measure,
        element_code,
        answers_n,
        score_sum
    from office_moments

    union all

    select
        'cohort' as scope,
        'cohort' as scope_code,
        measure,
        element_code,
        sum(answers_n)::bigint as answers_n,
        sum(score_sum)::hugeint as score_sum
    from office_moments
    group by measure, element_code

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
        coalesce(scope_moments.answers_n, 0) as answers_n,
        coalesce(scope_moments.score_sum, 0) as score_sum,
        case
            when scope_moments.answers_n > 0
                then exact_ratio(scope_moments.score_sum, scope_moments.answers_n::hugeint)
        end as mean_score_fraction
    from scopes
    cross join measures
    cross join elements
    left join scope_moments
        on
            scopes.scope = scope_moments.scope
            and scopes.scope_code = scope_moments.scope_code
            and measures.measure = scope_moments.measure
            and elements.element_code = scope_moments.element_code

)

select * from moments
