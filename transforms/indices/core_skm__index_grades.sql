-- core_skm__index_grades: one row per index value that occurs, with its grade.
-- exact_place decides (transforms/grading.py): the value is rounded half up to the decimals of the band table and takes
-- the highest band whose lower edge it reaches; below the lowest edge it takes the lowest band (a declared weight can
-- push it there).
with

study as (

    select * from ref_study

),

bands as (

    select * from ref_bands

),

index_values as (

    select * from core_skm__index_values

),

distinct_values as (

    select exact_fraction as value_fraction from index_values
    where exact_fraction is not null

    union

    select regulation_fraction as value_fraction from index_values
    where regulation_fraction is not null

),

edges as (

    select list(lower_fraction order by band_number) as lower_fractions from bands

),

placed as (

    select
        distinct_values.value_fraction,
        1 + exact_place(distinct_values.value_fraction, edges.lower_fractions, study.band_digits) as band_number
    from distinct_values
    cross join edges
    cross join study

),

grades as (

    select
        placed.value_fraction,
        bands.grade
    from placed
    inner join bands on placed.band_number = bands.band_number

)

select * from grades
