-- out_skm__waterfall_steps: one row per filter step; the sum of its cells.
with

study as (

    select * from ref_study

),

steps as (

    select * from ref_steps

),

cells as (

    select * from out_skm__waterfall_cells

),

totals as (

    select
        step_number,
        sum(rows_before_n)::bigint as rows_before_n,
        sum(rows_removed_n)::bigint as rows_removed_n,
        sum(rows_after_n)::bigint as rows_after_n
    from cells
    group by step_number

)

select
    study.study_id,
    study.data_origin,
    steps.step_number,
    steps.step_code,
    steps.step_effect,
    steps.reason_id,
    steps.reason_en,
    totals.rows_before_n,
    totals.rows_removed_n,
    totals.rows_after_n
from steps
inner join totals on steps.step_number = totals.step_number
cross join study
