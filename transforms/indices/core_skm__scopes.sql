-- core_skm__scopes: one row per scope (each office of the cohort, and the pooled cohort) with its respondents.
with

study as (

    select * from ref_study

),

cohort as (

    select * from core_skm__respondent_fates
    where is_in_cohort

),

offices as (

    select
        'office' as scope,
        cohort.office_code as scope_code,
        cohort.office_code = study.focus_office_code as is_focus,
        count(*) as respondents_n
    from cohort
    cross join study
    group by cohort.office_code, study.focus_office_code

),

pooled as (

    select
        'cohort' as scope,
        'cohort' as scope_code,
        false as is_focus,
        count(*) as respondents_n
    from cohort
    having count(*) > 0

)

select * from offices
union all
select * from pooled
