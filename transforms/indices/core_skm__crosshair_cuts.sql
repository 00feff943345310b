-- core_skm__crosshair_cuts: one row per scope, crosshair and tie rule: where the lines stand, as exact fractions.
with

study as (

    select * from ref_study

),

crosshairs as (

    select * from ref_crosshairs

),

pairs as (

    select * from core_skm__element_pairs

),

gathered as (

    select
        scope,
        scope_code,
        list(satisfaction_fraction order by element_number) as satisfaction_means,
        list(importance_fraction order by element_number) as importance_means
    from pairs
    group by scope, scope_code

),

cuts as (

    select
        gathered.scope,
        gathered.scope_code,
        crosshairs.crosshair,
        crosshairs.tie_rule,
        crosshairs.is_declared,
        case crosshairs.crosshair
            when 'mean' then exact_mean(gathered.satisfaction_means)
            when 'median' then exact_median(gathered.satisfaction_means)
            when 'midrange' then exact_midrange(gathered.satisfaction_means)
            when 'scale_mid' then study.scale_middle_fraction
            when 'fixed' then crosshairs.satisfaction_fraction
        end as satisfaction_cut_fraction,
        case crosshairs.crosshair
            when 'mean' then exact_mean(gathered.importance_means)
            when 'median' then exact_median(gathered.importance_means)
            when 'midrange' then exact_midrange(gathered.importance_means)
            when 'scale_mid' then study.scale_middle_fraction
            when 'fixed' then crosshairs.importance_fraction
        end as importance_cut_fraction
    from gathered
    cross join crosshairs
    cross join study

)

select * from cuts
