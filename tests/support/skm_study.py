"""A study of the ministry's nine elements in one month, for tests that take exports of real tools through a run."""

STUDY = """
study_id: skm_mei
instrument_id: skm_2017_9
regulation_id: permenpan_14_2017
title_id: SKM Mei 2024
title_en: SKM May 2024
source: made for this test
data_origin: synthetic
data_origin_id: Data buatan untuk pengujian.
data_origin_en: Made-up data for tests.
as_of: 2024-12-31
offices: [bogor, jayapura, tangerang]
cohort:
  steps:
    - { step_code: other_months, attribute: survey_month, keep: ["2024-05"], reason_id: Bulan lain, reason_en: Another month }
  focus: { step_code: focus_office, office: bogor, reason_id: Fokus, reason_en: Focus }
index_measure: satisfaction
index_methods:
  - { method_code: declared, weight: "0.11", rounding: { element_mean_digits: 2, index_digits: 2 }, is_primary: true }
  - { method_code: equal, weight: equal, rounding: { index_digits: 2 } }
respondent_unique_within: office
disclosure: { rule: none, reason: made-up data }
"""
