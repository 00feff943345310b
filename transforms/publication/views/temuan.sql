-- temuan: one row per finding.
select
    f.programme_id as program,
    f.data_origin as asal_data,
    f.finding_number as nomor_temuan,
    f.severity as tingkat_temuan,
    f.finding_code as kode_temuan,
    f.month_code as bulan_temuan,
    f.office_code as kode_kantor_temuan,
    o.office_label_id as sebutan_kantor_kini,
    f.file_name as berkas,
    f.sheet as lembar,
    f.row_number as nomor_baris,
    f.column_name as nama_kolom,
    f.value_seen as nilai_terlihat,
    f.expected as nilai_diharapkan,
    f.message_id as pesan
from fact_findings as f
left join dim_office as o on f.office_code = o.office_code and o.is_current
