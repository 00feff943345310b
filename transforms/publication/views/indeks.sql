-- indeks: one row per place, period, way of bringing answers together and questionnaire, with every label joined in.
select
    i.programme_id as program,
    i.data_origin as asal_data,
    i.scope_level as tingkat,
    i.scope_code as kode_cakupan,
    case i.scope_level
        when 'national' then 'Nasional'
        when 'office' then coalesce(k.sebutan_kantor, i.scope_code)
        else i.scope_code
    end as nama_cakupan,
    k.kelas_kantor,
    k.provinsi,
    i.period_code as periode,
    i.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    i.weighting as cara_penggabungan,
    i.instrument_id as kuesioner,
    q.instrument_title_id as nama_kuesioner,
    i.regulation_id as peraturan,
    i.is_in_force as menurut_peraturan_berlaku,
    i.is_overridden as dikecualikan,
    i.offices_n as jumlah_kantor,
    i.months_with_data_n as bulan_berisi_data,
    i.respondents_n as responden,
    i.answers_n as jawaban,
    i.missing_n as jawaban_kosong,
    i.ikm_exact as ikm_eksak,
    i.ikm_exact_fraction as ikm_eksak_pecahan,
    i.grade_exact as mutu_eksak,
    i.element_weight as penimbang,
    i.rounding_rule as aturan_pembulatan,
    i.ikm_regulation as ikm_peraturan,
    i.grade_regulation as mutu_peraturan,
    b.performance_id as kinerja,
    i.ikm_published as ikm_tercetak,
    i.grade_published as mutu_tercetak,
    i.published_where as tempat_tercetak,
    i.is_grade_changed_by_weight as mutu_berubah_oleh_bobot,
    i.is_small_n as n_kecil
from fact_indices as i
inner join dim_period as p on i.period_code = p.period_code
inner join dim_instrument as q on i.instrument_id = q.instrument_id
left join kantor_periode as k
    on
        i.scope_level = 'office'
        and i.scope_code = k.kode_kantor
        and i.period_code = k.periode
left join dim_band as b on i.regulation_id = b.regulation_id and i.grade_regulation = b.grade
