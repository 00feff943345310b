-- revisi: one row per published index that a later run changed.
select
    r.programme_id as program,
    r.data_origin as asal_data,
    r.revision_number as nomor_revisi,
    r.run_number as nomor_pengolahan,
    r.run_period as bulan_pengolahan,
    r.scope_level as tingkat,
    r.scope_code as kode_cakupan,
    case r.scope_level
        when 'national' then 'Nasional'
        when 'office' then coalesce(k.sebutan_kantor, r.scope_code)
        else r.scope_code
    end as nama_cakupan,
    r.period_code as periode,
    p.period_grain as jenis_periode,
    r.weighting as cara_penggabungan,
    r.instrument_id as kuesioner,
    r.respondents_before_n as responden_sebelum,
    r.respondents_after_n as responden_sesudah,
    r.ikm_before as ikm_sebelum,
    r.ikm_after as ikm_sesudah,
    r.ikm_after - r.ikm_before as selisih_ikm,
    r.grade_before as mutu_sebelum,
    r.grade_after as mutu_sesudah,
    r.cause as sebab_revisi,
    r.cause_files as berkas_penyebab
from fact_revisions as r
left join dim_period as p on r.period_code = p.period_code
left join kantor_periode as k
    on
        r.scope_level = 'office'
        and r.scope_code = k.kode_kantor
        and r.period_code = k.periode
