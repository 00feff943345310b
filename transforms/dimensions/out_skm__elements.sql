-- out_skm__elements: one row per element of the instrument.
select
    study.study_id,
    study.data_origin,
    study.instrument_id,
    elements.element_code,
    elements.element_number,
    elements.element_label_id,
    elements.element_label_en,
    study.regulation_id,
    elements.items_n,
    elements.regulation_element_number,
    elements.regulation_match_confidence
from ref_elements as elements
cross join ref_study as study
