-- out_skm__offices: one row per office of the study.
select
    study.study_id,
    study.data_origin,
    offices.office_code,
    offices.office_name_id,
    offices.office_class,
    offices.province_id,
    offices.is_focus,
    offices.source,
    offices.confidence
from ref_offices as offices
cross join ref_study as study
