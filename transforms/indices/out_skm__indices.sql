-- out_skm__indices: one row per scope and index method. Method: docs/methods/ikm.md.
with

study as (

    select * from ref_study

),

methods as (

    select * from ref_index_methods

),

printed as (

    select * from ref_printed_indices

),

index_values as (

    select * from core_skm__index_values

),

grades as (

    select * from core_skm__index_grades

)

select
    study.study_id,
    study.data_origin,
    index_values.scope,
    index_values.scope_code,
    index_values.is_focus,
    index_values.respondents_n,
    index_values.answers_n,
    index_values.asked_n - index_values.answers_n as missing_n,
    study.instrument_id,
    study.regulation_id,
    index_values.elements_n,
    methods.method_code,
    methods.is_primary,
    methods.weight_method,
    methods.element_weight,
    methods.rounding_rule,
    study.band_table_id,
    exact_double(index_values.exact_fraction) as ikm_exact,
    index_values.exact_fraction as ikm_exact_fraction,
    exact_grades.grade as grade_exact,
    exact_decimal(index_values.regulation_fraction)::decimal(18, 4) as ikm_regulation,
    regulation_grades.grade as grade_regulation,
    coalesce(exact_grades.grade != regulation_grades.grade, false) as is_grade_changed_by_method,
    printed.ikm_published,
    printed.grade_published
from index_values
inner join methods on index_values.method_code = methods.method_code
cross join study
left join grades as exact_grades on index_values.exact_fraction = exact_grades.value_fraction
left join grades as regulation_grades on index_values.regulation_fraction = regulation_grades.value_fraction
left join printed
    on
        index_values.scope = 'office'
        and index_values.scope_code = printed.office_code
