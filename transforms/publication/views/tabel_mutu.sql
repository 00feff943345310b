-- tabel_mutu: one row per regulation and grade.
select
    b.programme_id as program,
    b.data_origin as asal_data,
    b.regulation_id as peraturan,
    b.grade as mutu,
    b.performance_id as kinerja,
    b.band_lower as batas_bawah_mutu,
    b.band_upper as batas_atas_mutu,
    b.source as sumber,
    b.confidence as keyakinan
from dim_band as b
