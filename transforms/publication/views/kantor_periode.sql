-- kantor_periode: one row per office and period, with the name, class and province that it had in the last month.
select
    p.programme_id as program,
    p.data_origin as asal_data,
    o.office_code as kode_kantor,
    p.period_code as periode,
    p.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    p.last_month as bulan_terakhir,
    o.office_key as kunci_kantor,
    o.office_name_id as nama_kantor,
    o.office_label_id as sebutan_kantor,
    o.office_class as kelas_kantor,
    o.province_id as provinsi
from dim_period as p
inner join dim_office as o
    on
        p.last_month >= o.valid_from_month
        and (o.valid_to_month is null or p.last_month <= o.valid_to_month)
