-- out_skm__row_accounting: one row per raw file, fate and reason; every row of a file has exactly one fate.
with

study as (

    select * from ref_study

),

steps as (

    select * from ref_steps

),

fates as (

    select * from core_skm__respondent_fates

),

refused_rows as (

    select * from ref_refused_rows

),

source_files as (

    select * from ref_source_files

),

ignored_rows as (

    select * from ref_ignored_rows

),

kept_or_filtered as (

    select
        fates.file_name,
        case when fates.is_in_cohort then 'accepted' else 'filtered' end as fate,
        case
            when fates.is_in_focus then 'focus'
            when fates.is_in_cohort then 'cohort'
            else steps.step_code
        end as reason_code
    from fates
    left join steps on fates.removed_at_step = steps.step_number

),

rows_by_fate as (

    select
        file_name,
        fate,
        reason_code,
        count(*) as rows_n
    from kept_or_filtered
    group by file_name, fate, reason_code

    union all

    select
        file_name,
        'quarantined' as fate,
        reason_code,
        count(*) as rows_n
    from refused_rows
    group by file_name, reason_code

    union all

    select
        file_name,
        'blank' as fate,
        'blank' as reason_code,
        rows_blank_n as rows_n
    from source_files
    where rows_blank_n > 0

    union all

    select
        file_name,
        'ignored' as fate,
        reason_code,
        rows_n
    from ignored_rows

)

select
    study.study_id,
    study.data_origin,
    rows_by_fate.file_name,
    rows_by_fate.fate,
    rows_by_fate.reason_code,
    rows_by_fate.rows_n
from rows_by_fate
cross join study
