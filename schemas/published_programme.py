"""The public contract of a programme's release: a star schema for analysts.

``dim_`` tables say what codes mean, ``fact_`` tables hold one row per grain. Every table carries ``programme_id`` and
``data_origin``. ``scope_level, scope_code, period_code`` name what a row summarises: the country, a province, an office
class or an office; a month, quarter, semester or year. Indices of different questionnaires never share a row: across
questionnaires only ``fact_trend`` compares, by harmonised series. ``fact_companions`` stands beside them, on another scale.
"""

from typing import Final

from schemas import fields as f
from schemas import fields_of_programmes as p
from schemas.fields import Field
from schemas.tables import Table

_LABEL: Final = (p.programme_id, p.programme_origin)
_SCOPE: Final = (p.scope_level, p.level_code, p.period_code)
_SCOPE_KEY: Final = ("scope_level", "scope_code", "period_code")


def _table(
    name: str,
    title_id: str,
    grain: str,
    description: str,
    *fields: Field,
    key: tuple[str, ...],
    method: str | None = None,
    has_csv: bool = True,
) -> Table:
    whole = (*_LABEL, *fields)
    return Table(name, title_id, grain, description, whole, key, method=method, since="0.2.0", has_csv=has_csv)


DIM_OFFICE: Final = _table(
    "dim_office",
    "Dimensi kantor",
    "one row per office and span of months in which its class and province did not change",
    "Offices with the class and province they had at which time; facts of a month join by office_key.",
    p.office_key, f.office_code, f.office_name_id, p.office_label_id, f.office_class, f.province_id, p.valid_from_month,
    p.valid_to_month, p.is_current, f.source, f.confidence,
    key=("office_key",), method="offices",
)  # fmt: skip
DIM_PERIOD: Final = _table(
    "dim_period",
    "Dimensi periode",
    "one row per period of any length",
    "Months, quarters, semesters and years of the release.",
    p.period_code, p.period_grain, p.period_label_id, p.period_label_en, p.first_month, p.last_month, p.months_n,
    p.previous_period_code, p.year_before_period_code,
    key=("period_code",),
)  # fmt: skip
DIM_INSTRUMENT: Final = _table(
    "dim_instrument",
    "Dimensi kuesioner",
    "one row per questionnaire of the programme",
    "Questionnaires with the regulation that each follows.",
    f.instrument_id, p.instrument_title_id, p.instrument_title_en, f.regulation_id, p.regulation_title_id,
    p.regulation_title_en, f.elements_n, p.scale_minimum, p.scale_maximum, f.element_weight, f.rounding_rule,
    p.effective_from, p.effective_to, p.sample_minimum, p.sample_rule_id, f.source, f.confidence,
    key=("instrument_id",),
)  # fmt: skip
DIM_ELEMENT: Final = _table(
    "dim_element",
    "Dimensi unsur",
    "one row per element of a questionnaire",
    "Elements with their wording, and the element of the harmonised series that each belongs to.",
    f.instrument_id, f.element_code, f.element_number, f.element_label_id, f.element_label_en,
    f.regulation_element_number, f.items_n, p.harmonised_code, p.series_codes, f.regulation_match_confidence,
    key=("instrument_id", "element_code"),
)  # fmt: skip
DIM_BAND: Final = _table(
    "dim_band",
    "Dimensi mutu",
    "one row per regulation and grade",
    "Bands of every regulation of the programme.",
    f.regulation_id, f.band_table_id, f.grade, f.performance_id, f.performance_en, f.band_lower, f.band_upper, f.source,
    f.confidence,
    key=("regulation_id", "grade"), method="ikm",
)  # fmt: skip
DIM_RESPONDENT_GROUP: Final = _table(
    "dim_respondent_group",
    "Dimensi kelompok responden",
    "one row per question about the respondent and answer",
    "What the codes of answers about respondents mean.",
    f.attribute_code, f.answer_code, p.attribute_number, p.answer_number, p.attribute_label_id, p.attribute_label_en, f.answer_label_id, f.answer_label_en,
    key=("attribute_code", "answer_code"),
)  # fmt: skip
DIM_RUN: Final = _table(
    "dim_run",
    "Dimensi pengolahan",
    "one row per run that changed what is published",
    "The runs behind this release, the last one included: what each saw for the first time.",
    p.run_number, p.run_period, p.files_new_n, p.files_gone_n, p.periods_restated_n, p.is_replayed, p.run_build_id,
    key=("run_number",), method="revisions",
)  # fmt: skip

FACT_RESPONSES: Final = _table(
    "fact_responses",
    "Fakta jawaban",
    "one row per accepted respondent",
    "Respondents without anything that names them, with as much about themselves as the programme declares.",
    p.response_key, p.month_code, f.office_code, p.office_key, f.instrument_id, p.file_number, p.gender_code, p.age_code,
    p.education_code, p.occupation_code, p.service_code, p.answered_n,
    key=("response_key",), has_csv=False,
)  # fmt: skip
FACT_ITEM_SCORES: Final = _table(
    "fact_item_scores",
    "Fakta nilai butir",
    "one row per respondent and answered question",
    "The scores behind every number; empty answers have no row.",
    p.response_key, f.element_code, p.item_code, f.score,
    key=("response_key", "item_code"), has_csv=False,
)  # fmt: skip
FACT_ELEMENT_MEANS: Final = _table(
    "fact_element_means",
    "Fakta nilai unsur",
    "one row per scope, period, questionnaire and element",
    "Mean score (NRR) of each element over the filled answers of all respondents of the scope and period.",
    *_SCOPE, f.instrument_id, f.element_code, f.respondents_n, f.answers_n, f.missing_n, f.score_sum, f.mean_score,
    f.mean_score_fraction, p.element_rank,
    key=(*_SCOPE_KEY, "instrument_id", "element_code"), method="ikm",
)  # fmt: skip
FACT_INDICES: Final = _table(
    "fact_indices",
    "Fakta indeks",
    "one row per scope, period, weighting and questionnaire",
    "The index three ways side by side: exact, by the regulation's weight and rounding, and as the office printed it; "
    "each with its grade by the bands of the questionnaire's regulation.",
    *_SCOPE, p.period_grain, p.weighting, f.instrument_id, f.regulation_id, p.is_in_force, p.is_overridden, p.offices_n,
    p.months_with_data_n, f.respondents_n, f.answers_n, f.missing_n, f.elements_n, f.element_weight, f.rounding_rule,
    f.band_table_id, f.ikm_exact, f.ikm_exact_fraction, f.grade_exact, f.ikm_regulation, f.grade_regulation,
    p.is_grade_changed_by_weight, f.ikm_published, f.grade_published, p.published_where, p.is_small_n,
    key=(*_SCOPE_KEY, "weighting", "instrument_id"), method="ikm",
)  # fmt: skip
FACT_COMPANIONS: Final = _table(
    "fact_companions",
    "Fakta indeks pendamping",
    "one row per scope, period and index beside SKM, all respondents pooled",
    "SPAK and SPKP of the integrity zones: their own scale and converted as declared, held against thresholds; never "
    "mixed with SKM. Empty where the programme has no such questionnaire.",
    *_SCOPE, p.companion_code, f.instrument_id, p.offices_n, f.respondents_n, f.answers_n, f.missing_n,
    p.companion_elements_n, p.mean_raw, p.mean_raw_fraction, p.mean_converted, p.mean_converted_fraction, p.conversion,
    p.conversion_confidence, p.threshold_wbk, p.is_wbk_reached, p.threshold_wbk_confidence, p.threshold_wbbm,
    p.is_wbbm_reached, p.threshold_wbbm_confidence, p.is_small_n, p.converted_error, p.converted_lower,
    p.converted_upper, p.effective_n, p.remark_id, p.remark_en,
    key=(*_SCOPE_KEY, "companion_code"), method="companions",
)  # fmt: skip
FACT_UNCERTAINTY: Final = _table(
    "fact_uncertainty",
    "Fakta ketidakpastian",
    "one row per row of fact_indices",
    "How far an index can be off, how sure its grade is, and whether enough people were asked.",
    *_SCOPE, p.weighting, f.instrument_id, f.respondents_n, p.population_n, p.sampling_method, p.supports_inference,
    p.standard_error, p.confidence_level, p.interval_lower, p.interval_upper, p.has_finite_correction, p.effective_n,
    p.design_effect, p.grade_probability, p.other_grade, p.other_grade_probability, p.sample_quota,
    p.sample_krejcie_morgan, p.sample_krejcie_morgan_table, p.sample_slovin, p.is_sample_adequate, p.is_small_n,
    p.remark_id, p.remark_en,
    key=(*_SCOPE_KEY, "weighting", "instrument_id"), method="uncertainty",
)  # fmt: skip
FACT_RANKS: Final = _table(
    "fact_ranks",
    "Fakta peringkat",
    "one row per league, period, questionnaire and office",
    "League tables with rank intervals: offices whose indices the data cannot tell apart share places.",
    p.league_level, p.league_code, p.period_code, f.instrument_id, f.office_code, f.respondents_n, f.ikm_exact, p.rank,
    p.rank_lower, p.rank_upper, p.offices_n,
    key=("league_level", "league_code", "period_code", "instrument_id", "office_code"), method="uncertainty",
)  # fmt: skip
FACT_TREND: Final = _table(
    "fact_trend",
    "Fakta tren",
    "one row per series, scope, period and regulation that grades it",
    "Harmonised series across questionnaires, all respondents pooled, graded under one regulation at a time.",
    p.series_code, *_SCOPE, p.graded_under, f.elements_n, p.offices_n, f.respondents_n, p.instrument_ids, p.is_break,
    p.series_index, p.series_index_fraction, p.standard_error, p.interval_lower, p.interval_upper, p.regraded,
    key=("series_code", *_SCOPE_KEY, "graded_under"), method="trend",
)  # fmt: skip
FACT_CHANGES: Final = _table(
    "fact_changes",
    "Fakta perubahan setahun",
    "one row per basis, scope and period with the same period a year before",
    "Year-on-year change with its confidence interval and test; both sides are graded under one regulation.",
    p.basis, *_SCOPE, p.compared_period_code, p.value_now, p.value_before, p.change, p.change_fraction, p.standard_error,
    p.interval_lower, p.interval_upper, p.test_statistic, p.p_value, p.is_significant, p.graded_under, p.grade_now,
    p.grade_before, p.supports_inference, p.remark_id, p.remark_en,
    key=("basis", *_SCOPE_KEY), method="trend",
)  # fmt: skip
FACT_REGRADINGS: Final = _table(
    "fact_regradings",
    "Fakta penilaian ulang",
    "one row per row of fact_indices of a year, and regulation",
    "The same index graded under every regulation of the programme, and why the grades differ.",
    *_SCOPE, p.weighting, f.instrument_id, p.graded_under, f.band_table_id, f.ikm_exact, f.ikm_exact_fraction,
    p.own_grade, p.regraded, p.is_grade_changed, p.why_id, p.why_en,
    key=(*_SCOPE_KEY, "weighting", "instrument_id", "graded_under"), method="trend",
)  # fmt: skip
FACT_PROFILES: Final = _table(
    "fact_profiles",
    "Fakta profil responden",
    "one row per scope, period, question about the respondent and answer",
    "Respondents by each question about themselves, one question at a time; small counts are hidden as declared.",
    *_SCOPE, f.attribute_code, f.answer_code, p.shown_respondents_n, p.shown_pct, p.is_suppressed,
    key=(*_SCOPE_KEY, "attribute_code", "answer_code"),
)  # fmt: skip
FACT_FILES: Final = _table(
    "fact_files",
    "Fakta berkas",
    "one row per raw file found for the programme",
    "Every file that was looked at, what was recognised in it, when it came and how many of its rows were read.",
    p.file_number, f.file_name, f.file_status, f.layout_id, f.instrument_id.but(nullable=True), f.file_format, f.sniffed,
    f.file_sha256, f.size_bytes, f.received_date, p.run_number, p.replaces_file, p.first_answer_month,
    p.last_answer_month, p.file_offices_n, f.rows_read_n, f.rows_accepted_n, f.rows_quarantined_n, f.rows_blank_n,
    f.rows_ignored_n, f.rows_n.but(name="rows_filtered_n", title_id="Baris disaring", description="Rows left out by a "
    "declared rule: a later file corrects this one, or the month lies outside the programme."),
    key=("file_number",), method="row_accounting",
)  # fmt: skip
FACT_WATERFALL: Final = _table(
    "fact_waterfall",
    "Fakta neraca baris",
    "one row per raw file, fate and reason",
    "Where every row went: rows read = accepted + quarantined + filtered + blank + ignored, per file.",
    p.file_number, f.file_name, f.fate, f.reason_code, f.rows_n,
    key=("file_number", "fate", "reason_code"), method="row_accounting",
)  # fmt: skip
FACT_COVERAGE: Final = _table(
    "fact_coverage",
    "Fakta kelengkapan",
    "one row per office of the programme and month",
    "Which office's answers of which month came, when they were due, and with which questionnaire.",
    f.office_code, p.month_code, p.office_key, p.due_date, p.first_received_date, p.coverage, f.respondents_n,
    p.instrument_in_force, p.instrument_expected, p.instruments_found, p.is_overridden, p.override_reason_id,
    key=("office_code", "month_code"), method="revisions",
)  # fmt: skip
FACT_REVISIONS: Final = _table(
    "fact_revisions",
    "Fakta revisi",
    "one row per published index that a later run changed",
    "What changed, from what to what, in which run and because of which file. Roll-ups are listed like offices.",
    p.revision_number, p.run_number, p.run_period, *_SCOPE, p.weighting, f.instrument_id, p.respondents_before_n,
    p.respondents_after_n, p.ikm_before, p.ikm_before_fraction, p.ikm_after, p.ikm_after_fraction,
    p.revised_grade_before, p.revised_grade_after, p.cause, p.cause_files,
    key=("revision_number",), method="revisions",
)  # fmt: skip
FACT_FINDINGS: Final = _table(
    "fact_findings",
    "Fakta temuan",
    "one row per finding",
    "Everything that was wrong or worth a look, in files and in what did not come.",
    f.finding_number, f.severity, f.finding_code, p.optional_month, p.optional_office, f.file_name.but(nullable=True), f.sheet, f.row_number,
    f.column_name, f.value_seen, f.expected, f.message_id, f.message_en,
    key=("finding_number",),
)  # fmt: skip

PROGRAMME: Final[tuple[Table, ...]] = (
    DIM_OFFICE, DIM_PERIOD, DIM_INSTRUMENT, DIM_ELEMENT, DIM_BAND, DIM_RESPONDENT_GROUP, DIM_RUN,
    FACT_INDICES, FACT_COMPANIONS, FACT_UNCERTAINTY, FACT_ELEMENT_MEANS, FACT_RANKS, FACT_TREND, FACT_CHANGES,
    FACT_REGRADINGS, FACT_PROFILES, FACT_COVERAGE, FACT_REVISIONS, FACT_FILES, FACT_WATERFALL, FACT_FINDINGS,
    FACT_RESPONSES, FACT_ITEM_SCORES,
)  # fmt: skip
