-- core_skm__element_pairs: one row per scope and element that has both means: satisfaction beside importance.
with

moments as (

    select * from core_skm__element_moments

),

satisfaction as (

    select * from moments
    where measure = 'satisfaction' and mean_score_fraction is not null

),

importance as (

    select * from moments
    where measure = 'importance' and mean_score_fraction is not null

),

pairs as (

    select
        satisfaction.scope,
        satisfaction.scope_code,
        satisfaction.is_focus,
        satisfaction.respondents_n,
        satisfaction.element_code,
        satisfaction.element_number,
        satisfaction.mean_score_fraction as satisfaction_fraction,
        importance.mean_score_fraction as importance_fraction,
        exact_subtract(satisfaction.mean_score_fraction, importance.mean_score_fraction) as gap_fraction
    from satisfaction
    inner join importance
        on
            satisfaction.scope = importance.scope
            and satisfaction.scope_code = importance.scope_code
            and satisfaction.element_code = importance.element_code

)

select * from pairs
