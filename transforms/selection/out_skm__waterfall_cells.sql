-- out_skm__waterfall_cells: one row per filter step, office and service year, empty combinations included.
with

study as (

    select * from ref_study

),

steps as (

    select * from ref_steps

),

offices as (

    select * from ref_offices

),

service_years as (

    select * from ref_answer_options
    where attribute_role = 'period'

),

fates as (

    select * from core_skm__respondent_fates

),

cells as (

    select
        steps.step_number,
        steps.step_code,
        offices.office_code,
        service_years.answer_code as service_year_code,
        count(fates.respondent_key) filter (
            where fates.removed_at_step is null or fates.removed_at_step >= steps.step_number
        ) as rows_before_n,
        count(fates.respondent_key) filter (
            where fates.removed_at_step = steps.step_number
        ) as rows_removed_n
    from steps
    cross join offices
    cross join service_years
    left join fates
        on
            offices.office_code = fates.office_code
            and service_years.answer_code = fates.service_year_code
    group by steps.step_number, steps.step_code, offices.office_code, service_years.answer_code

)

select
    study.study_id,
    study.data_origin,
    cells.step_number,
    cells.step_code,
    cells.office_code,
    cells.service_year_code,
    cells.rows_before_n,
    cells.rows_removed_n,
    cells.rows_before_n - cells.rows_removed_n as rows_after_n
from cells
cross join study
