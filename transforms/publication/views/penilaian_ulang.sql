-- penilaian_ulang: one row per index of a year and regulation that grades it again.
select
    g.programme_id as program,
    g.data_origin as asal_data,
    g.scope_level as tingkat,
    g.scope_code as kode_cakupan,
    i.nama_cakupan,
    g.period_code as periode,
    i.sebutan_periode,
    g.weighting as cara_penggabungan,
    g.instrument_id as kuesioner,
    g.ikm_exact as ikm_eksak,
    i.peraturan,
    g.own_grade as mutu_asal,
    g.graded_under as dinilai_menurut,
    g.regrade as mutu_menurut_peraturan_itu,
    g.is_grade_changed as mutu_berubah,
    g.why_id as sebab
from fact_regradings as g
inner join indeks as i
    on
        g.scope_level = i.tingkat
        and g.scope_code = i.kode_cakupan
        and g.period_code = i.periode
        and g.weighting = i.cara_penggabungan
        and g.instrument_id = i.kuesioner
