-- indeks_kantor: one row per office, period of any length and questionnaire.
select
    i.program,
    i.asal_data,
    i.kode_cakupan as kode_kantor,
    i.nama_cakupan as sebutan_kantor,
    i.kelas_kantor,
    i.provinsi,
    i.periode,
    i.jenis_periode,
    i.sebutan_periode,
    i.kuesioner,
    i.peraturan,
    i.menurut_peraturan_berlaku,
    i.dikecualikan,
    i.bulan_berisi_data,
    i.responden,
    i.jawaban_kosong,
    i.ikm_eksak,
    i.mutu_eksak,
    i.ikm_peraturan,
    i.mutu_peraturan,
    i.kinerja,
    i.ikm_tercetak,
    i.mutu_tercetak,
    i.mutu_berubah_oleh_bobot,
    u.interval_lower as batas_bawah,
    u.interval_upper as batas_atas,
    u.grade_probability as peluang_mutu,
    u.supports_inference as dapat_digeneralisasi,
    i.n_kecil
from indeks as i
left join fact_uncertainty as u
    on
        i.tingkat = u.scope_level
        and i.kode_cakupan = u.scope_code
        and i.periode = u.period_code
        and i.cara_penggabungan = u.weighting
        and i.kuesioner = u.instrument_id
where i.tingkat = 'office'
