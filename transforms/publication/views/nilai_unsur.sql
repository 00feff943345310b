-- nilai_unsur: one row per place, period, questionnaire and element.
select
    m.programme_id as program,
    m.data_origin as asal_data,
    m.scope_level as tingkat,
    m.scope_code as kode_cakupan,
    case m.scope_level
        when 'national' then 'Nasional'
        when 'office' then coalesce(k.sebutan_kantor, m.scope_code)
        else m.scope_code
    end as nama_cakupan,
    m.period_code as periode,
    p.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    m.instrument_id as kuesioner,
    m.element_code as kode_unsur,
    e.element_number as nomor_unsur,
    e.element_label_id as unsur,
    e.harmonised_code as unsur_padanan,
    m.respondents_n as responden,
    m.answers_n as jawaban,
    m.missing_n as jawaban_kosong,
    m.score_sum as jumlah_nilai,
    m.mean_score as nilai_rata_rata,
    m.mean_score * 100 / q.scale_maximum as nilai_konversi,
    m.element_rank as peringkat_unsur
from fact_element_means as m
inner join dim_period as p on m.period_code = p.period_code
inner join dim_instrument as q on m.instrument_id = q.instrument_id
inner join dim_element as e
    on
        m.instrument_id = e.instrument_id
        and m.element_code = e.element_code
left join kantor_periode as k
    on
        m.scope_level = 'office'
        and m.scope_code = k.kode_kantor
        and m.period_code = k.periode
