-- perubahan_setahun: one row per basis, place and period that has the same period a year before.
select
    c.programme_id as program,
    c.data_origin as asal_data,
    c.basis as dasar_perbandingan,
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
    c.compared_period_code as periode_pembanding,
    c.value_before as nilai_dulu,
    c.value_now as nilai_kini,
    c.change as perubahan,
    c.standard_error as galat_baku_perubahan,
    c.interval_lower as batas_bawah_perubahan,
    c.interval_upper as batas_atas_perubahan,
    c.test_statistic as statistik_uji,
    c.p_value as nilai_p,
    c.is_significant as bermakna,
    c.graded_under as dinilai_menurut,
    c.grade_before as mutu_dulu,
    c.grade_now as mutu_kini,
    c.supports_inference as dapat_digeneralisasi,
    c.remark_id as keterangan
from fact_changes as c
inner join dim_period as p on c.period_code = p.period_code
left join kantor_periode as k
    on
        c.scope_level = 'office'
        and c.scope_code = k.kode_kantor
        and c.period_code = k.periode
