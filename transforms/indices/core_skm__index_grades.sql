-- core_skm__index_grades: one row per index value that occurs, with its grade. The one place where grades are decided.
-- The value is rounded half up to the decimals of the band table and takes the highest band whose lower edge it
-- reaches; below the lowest edge it takes the lowest band (a declared weight can push it there).
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

reached as (

    select
        distinct_values.value_fraction,
        bands.grade,
        bands.band_number
    from distinct_values
    cross join study
    inner join bands
        on
            bands.band_number = 1
            or exact_compare(
                exact_round(distinct_values.value_fraction, study.band_digits), bands.lower_fraction
            ) >= 0

),

grades as (

    select
        value_fraction,
        arg_max(grade, band_number) as grade
    from reached
    group by value_fraction

)

select * from grades
