-- out_skm__source_files: one row per raw file found for the study.
select
    study.study_id,
    study.data_origin,
    source_files.file_name,
    source_files.file_status,
    source_files.layout_id,
    source_files.file_format,
    source_files.sniffed,
    source_files.file_sha256,
    source_files.size_bytes,
    source_files.received_date,
    source_files.rows_read_n,
    source_files.rows_accepted_n,
    source_files.rows_quarantined_n,
    source_files.rows_blank_n,
    source_files.rows_ignored_n
from ref_source_files as source_files
cross join ref_study as study
