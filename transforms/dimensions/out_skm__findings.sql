-- out_skm__findings: one row per finding, without any value that could be personal.
select
    study.study_id,
    study.data_origin,
    findings.finding_number,
    findings.severity,
    findings.finding_code,
    findings.file_name,
    findings.sheet,
    findings.row_number,
    findings.column_name,
    findings.value_seen,
    findings.expected,
    findings.message_id,
    findings.message_en
from ref_findings as findings
cross join ref_study as study
