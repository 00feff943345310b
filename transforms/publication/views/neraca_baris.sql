-- neraca_baris: one row per raw file, with where its rows went and what is left over (0 where its account closes).
select
    f.programme_id as program,
    f.data_origin as asal_data,
    f.file_number as nomor_berkas,
    f.file_name as berkas,
    f.file_status as status_berkas,
    f.received_date as tanggal_diterima,
    f.run_number as nomor_pengolahan,
    f.replaces_file as menggantikan_berkas,
    f.rows_read_n as baris_dibaca,
    f.rows_accepted_n as baris_diterima,
    f.rows_quarantined_n as baris_dikarantina,
    f.rows_filtered_n as baris_disaring,
    f.rows_blank_n as baris_kosong,
    f.rows_ignored_n as baris_diabaikan,
    f.rows_read_n - f.rows_accepted_n - f.rows_quarantined_n - f.rows_filtered_n - f.rows_blank_n
    - f.rows_ignored_n as selisih_baris
from fact_files as f
