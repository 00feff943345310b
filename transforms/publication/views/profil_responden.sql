-- profil_responden: one row per place, period, question about the respondent and answer.
select
    f.programme_id as program,
    f.data_origin as asal_data,
    f.scope_level as tingkat,
    f.scope_code as kode_cakupan,
    case f.scope_level
        when 'national' then 'Nasional'
        when 'office' then coalesce(k.sebutan_kantor, f.scope_code)
        else f.scope_code
    end as nama_cakupan,
    f.period_code as periode,
    p.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    f.attribute_code as kode_karakteristik,
    g.attribute_label_id as karakteristik,
    f.answer_code as kode_jawaban,
    g.answer_label_id as jawaban_tentang_diri,
    f.respondents_n as responden_tampil,
    f.respondents_pct as persen_responden,
    f.is_suppressed as disembunyikan
from fact_profiles as f
inner join dim_period as p on f.period_code = p.period_code
left join dim_respondent_group as g
    on
        f.attribute_code = g.attribute_code
        and f.answer_code = g.answer_code
left join kantor_periode as k
    on
        f.scope_level = 'office'
        and f.scope_code = k.kode_kantor
        and f.period_code = k.periode
