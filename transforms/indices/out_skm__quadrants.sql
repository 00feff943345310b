-- out_skm__quadrants: one row per scope, crosshair, tie rule and element. Method: docs/methods/ipa.md.
-- On the line, exact_compare is 0: the tie rule gt needs more than 0, ge needs 0 or more.
with

study as (

    select * from ref_study

),

pairs as (

    select * from core_skm__element_pairs

),

cuts as (

    select * from core_skm__crosshair_cuts

),

sides as (

    select
        pairs.scope,
        pairs.scope_code,
        pairs.is_focus,
        cuts.crosshair,
        cuts.tie_rule,
        cuts.is_declared,
        pairs.element_code,
        pairs.satisfaction_fraction,
        pairs.importance_fraction,
        cuts.satisfaction_cut_fraction,
        cuts.importance_cut_fraction,
        exact_compare(pairs.satisfaction_fraction, cuts.satisfaction_cut_fraction)
        >= case cuts.tie_rule when 'gt' then 1 else 0 end as is_satisfaction_high,
        exact_compare(pairs.importance_fraction, cuts.importance_cut_fraction)
        >= case cuts.tie_rule when 'gt' then 1 else 0 end as is_importance_high
    from pairs
    inner join cuts
        on
            pairs.scope = cuts.scope
            and pairs.scope_code = cuts.scope_code

)

select
    study.study_id,
    study.data_origin,
    sides.scope,
    sides.scope_code,
    sides.is_focus,
    sides.crosshair,
    sides.tie_rule,
    sides.is_declared,
    sides.element_code,
    exact_double(sides.satisfaction_fraction) as satisfaction_mean,
    exact_double(sides.importance_fraction) as importance_mean,
    exact_double(sides.satisfaction_cut_fraction) as satisfaction_cut,
    sides.satisfaction_cut_fraction,
    exact_double(sides.importance_cut_fraction) as importance_cut,
    sides.importance_cut_fraction,
    sides.is_satisfaction_high,
    sides.is_importance_high,
    case
        when sides.is_importance_high and not sides.is_satisfaction_high then 'priority_improve'
        when sides.is_importance_high then 'maintain'
        when not sides.is_satisfaction_high then 'low_priority'
        else 'possible_overkill'
    end as quadrant,
    case
        when sides.is_importance_high and not sides.is_satisfaction_high then 'Prioritas utama'
        when sides.is_importance_high then 'Pertahankan prestasi'
        when not sides.is_satisfaction_high then 'Prioritas rendah'
        else 'Berlebihan'
    end as quadrant_label_id
from sides
cross join study
