-- ketidakpastian: one row per row of indeks, with its error, the chance of its grade and the sample that was asked for.
select
    u.programme_id as program,
    u.data_origin as asal_data,
    u.scope_level as tingkat,
    u.scope_code as kode_cakupan,
    i.nama_cakupan,
    u.period_code as periode,
    i.jenis_periode,
    i.sebutan_periode,
    u.weighting as cara_penggabungan,
    u.instrument_id as kuesioner,
    u.respondents_n as responden,
    u.population_n as pemohon,
    u.sampling_method as cara_penarikan_sampel,
    u.supports_inference as dapat_digeneralisasi,
    i.ikm_eksak,
    u.standard_error as galat_baku,
    u.confidence_level as tingkat_kepercayaan,
    u.interval_lower as batas_bawah,
    u.interval_upper as batas_atas,
    u.has_finite_correction as koreksi_populasi,
    u.effective_n as sampel_efektif,
    u.design_effect as efek_rancangan,
    i.mutu_eksak,
    u.grade_probability as peluang_mutu,
    u.other_grade as mutu_lain,
    u.other_grade_probability as peluang_mutu_lain,
    u.sample_quota as sampel_kuota,
    u.sample_krejcie_morgan as sampel_krejcie_morgan,
    u.sample_krejcie_morgan_table as sampel_krejcie_morgan_tabel,
    u.sample_slovin as sampel_slovin,
    u.is_sample_adequate as sampel_memadai,
    u.is_small_n as n_kecil,
    u.remark_id as keterangan
from fact_uncertainty as u
inner join indeks as i
    on
        u.scope_level = i.tingkat
        and u.scope_code = i.kode_cakupan
        and u.period_code = i.periode
        and u.weighting = i.cara_penggabungan
        and u.instrument_id = i.kuesioner
