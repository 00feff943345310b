-- tren: one row per harmonised series, place, period and regulation that grades it.
select
    t.programme_id as program,
    t.data_origin as asal_data,
    t.series_code as seri,
    t.scope_level as tingkat,
    t.scope_code as kode_cakupan,
    case t.scope_level
        when 'national' then 'Nasional'
        when 'office' then coalesce(k.sebutan_kantor, t.scope_code)
        else t.scope_code
    end as nama_cakupan,
    t.period_code as periode,
    p.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    t.graded_under as dinilai_menurut,
    t.elements_n as jumlah_unsur,
    t.offices_n as jumlah_kantor,
    t.respondents_n as responden,
    t.instrument_ids as daftar_kuesioner,
    t.is_break as ganti_kuesioner,
    t.series_index as indeks_seri,
    t.regrade as mutu_seri,
    t.standard_error as galat_baku,
    t.interval_lower as batas_bawah,
    t.interval_upper as batas_atas
from fact_trend as t
inner join dim_period as p on t.period_code = p.period_code
left join kantor_periode as k
    on
        t.scope_level = 'office'
        and t.scope_code = k.kode_kantor
        and t.period_code = k.periode
