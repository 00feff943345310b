-- kelengkapan_kantor: one row per office of the programme and month.
select
    c.programme_id as program,
    c.data_origin as asal_data,
    c.office_code as kode_kantor,
    o.office_label_id as sebutan_kantor,
    o.office_class as kelas_kantor,
    o.province_id as provinsi,
    c.month_code as bulan,
    c.coverage as kelengkapan,
    c.due_date as batas_waktu,
    c.first_received_date as tanggal_diterima_pertama,
    c.respondents_n as responden,
    c.instrument_in_force as kuesioner_berlaku,
    c.instrument_expected as kuesioner_diharapkan,
    c.instruments_found as kuesioner_dipakai,
    c.is_overridden as dikecualikan,
    c.override_reason_id as alasan_pengecualian
from fact_coverage as c
left join dim_office as o on c.office_key = o.office_key
