-- out_skm__bands: one row per band of the band table in force.
select
    study.study_id,
    study.data_origin,
    study.regulation_id,
    study.band_table_id,
    bands.grade,
    bands.performance_id,
    bands.performance_en,
    bands.lower_decimal::decimal(18, 4) as band_lower,
    bands.upper_decimal::decimal(18, 4) as band_upper,
    bands.source,
    bands.confidence
from ref_bands as bands
cross join ref_study as study
