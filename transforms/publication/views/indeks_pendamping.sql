-- indeks_pendamping: one row per place, period and index beside SKM (SPAK, SPKP), with the thresholds of the zones.
select
    c.programme_id as program,
    c.data_origin as asal_data,
    c.scope_level as tingkat,
    c.scope_code as kode_cakupan,
    case c.scope_level
        when 'national' then 'Nasional'
        when 'office' then coalesce(k.sebutan_kantor, c.scope_code)
        else c.scope_code
    end as nama_cakupan,
    c.period_code as periode,
    p.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    c.companion_code as kode_pendamping,
    c.instrument_id as kuesioner,
    c.offices_n as jumlah_kantor,
    c.respondents_n as responden,
    c.answers_n as jawaban,
    c.missing_n as jawaban_kosong,
    c.elements_n as jumlah_unsur,
    c.mean_raw as rata_rata_asli,
    c.conversion as konversi,
    c.mean_converted as rata_rata_konversi,
    c.mean_converted_fraction as rata_rata_konversi_pecahan,
    c.conversion_confidence as keyakinan_konversi,
    c.threshold_wbk as ambang_wbk,
    c.is_wbk_reached as mencapai_wbk,
    c.threshold_wbk_confidence as keyakinan_ambang_wbk,
    c.threshold_wbbm as ambang_wbbm,
    c.is_wbbm_reached as mencapai_wbbm,
    c.threshold_wbbm_confidence as keyakinan_ambang_wbbm,
    c.is_small_n as n_kecil,
    c.converted_error as galat_baku_konversi,
    c.converted_lower as batas_bawah_konversi,
    c.converted_upper as batas_atas_konversi,
    c.effective_n as sampel_efektif,
    c.remark_id as keterangan
from fact_companions as c
inner join dim_period as p on c.period_code = p.period_code
left join kantor_periode as k
    on
        c.scope_level = 'office'
        and c.scope_code = k.kode_kantor
        and c.period_code = k.periode
