"""The public contract: every table of a release.

A table keeps its name and meaning; breaking the contract takes a new name. ``since`` says which version of the
package published it first. All tables carry ``study_id`` and ``data_origin``, so that a file copied out of a release
still says whose answers it summarises.
"""

from typing import Final

from schemas import fields as f
from schemas.fields import Field
from schemas.tables import Table

_LABEL: Final = (f.study_id, f.data_origin)
_SCOPE: Final = (f.scope, f.scope_code, f.is_focus)
_SCOPE_KEY: Final = ("study_id", "scope", "scope_code")


def _table(
    name: str,
    title_id: str,
    grain: str,
    description: str,
    *fields: Field,
    key: tuple[str, ...],
    method: str | None = None,
) -> Table:
    return Table(name, title_id, grain, description, (*_LABEL, *fields), key, sql=name, method=method)


OFFICES: Final = _table(
    "out_skm__offices",
    "Kantor imigrasi",
    "one row per office of the study",
    "The offices whose exports the study expects, as they were named and classed at the time of the survey.",
    f.office_code, f.office_name_id, f.office_class, f.province_id, f.is_focus, f.source, f.confidence,
    key=("study_id", "office_code"),
)  # fmt: skip

ELEMENTS: Final = _table(
    "out_skm__elements",
    "Unsur pelayanan",
    "one row per element of the instrument",
    "The questionnaire's elements with their wording and the regulation's element that each corresponds to.",
    f.instrument_id, f.element_code, f.element_number, f.element_label_id, f.element_label_en, f.regulation_id,
    f.items_n, f.regulation_element_number, f.regulation_match_confidence,
    key=("study_id", "element_code"),
)  # fmt: skip

BANDS: Final = _table(
    "out_skm__bands",
    "Tabel mutu pelayanan",
    "one row per band of the band table in force",
    "The regulation's bands. The index is rounded half up to the decimals of the table and then compared with the "
    "lower edges, so that the printed holes between bands decide nothing.",
    f.regulation_id, f.band_table_id, f.grade, f.performance_id, f.performance_en, f.band_lower, f.band_upper,
    f.source, f.confidence,
    key=("study_id", "band_table_id", "grade"), method="ikm",
)  # fmt: skip

SOURCE_FILES: Final = _table(
    "out_skm__source_files",
    "Berkas sumber",
    "one row per raw file found for the study",
    "Every file that was looked at, what was recognised in it and how many of its rows were read.",
    f.file_name, f.file_status, f.layout_id, f.file_format, f.sniffed, f.file_sha256, f.size_bytes,
    f.received_date, f.rows_read_n, f.rows_accepted_n, f.rows_quarantined_n, f.rows_blank_n, f.rows_ignored_n,
    key=("study_id", "file_name"), method="row_accounting",
)  # fmt: skip

ROW_ACCOUNTING: Final = _table(
    "out_skm__row_accounting",
    "Neraca baris",
    "one row per raw file, fate and reason",
    "Where every row went: rows read = accepted + quarantined + filtered + blank + ignored, per file. Every row has one fate; "
    "a row with several faults is counted under the first one found, reading from left to right.",
    f.file_name, f.fate, f.reason_code, f.rows_n,
    key=("study_id", "file_name", "fate", "reason_code"), method="row_accounting",
)  # fmt: skip

WATERFALL_STEPS: Final = _table(
    "out_skm__waterfall_steps",
    "Air terjun kohort",
    "one row per filter step",
    "How the accepted respondents became the cohort and the focus office, step by step, with the reason.",
    f.step_number, f.step_code, f.step_effect, f.reason_id, f.reason_en, f.rows_before_n, f.rows_removed_n,
    f.rows_after_n,
    key=("study_id", "step_number"), method="row_accounting",
)  # fmt: skip

WATERFALL_CELLS: Final = _table(
    "out_skm__waterfall_cells",
    "Air terjun per kantor dan tahun",
    "one row per filter step, office and service year",
    "The waterfall broken down by office and service year; combinations with nobody in them are shown with zeros.",
    f.step_number, f.step_code, f.office_code, f.service_year_code, f.rows_before_n, f.rows_removed_n,
    f.rows_after_n,
    key=("study_id", "step_number", "office_code", "service_year_code"), method="row_accounting",
)  # fmt: skip

ATTRIBUTE_COUNTS: Final = _table(
    "out_skm__attribute_counts",
    "Karakteristik responden",
    "one row per population, attribute and answer",
    "Respondents by each question about themselves or their visit; answers that nobody gave are shown with zero.",
    f.population, f.attribute_code, f.answer_code, f.answer_label_id, f.answer_label_en, f.respondents_n,
    key=("study_id", "population", "attribute_code", "answer_code"),
)  # fmt: skip

ELEMENT_FREQUENCIES: Final = _table(
    "out_skm__element_frequencies",
    "Frekuensi per unsur",
    "one row per scope, measure, element and score",
    "How many respondents chose each point of the scale, over the full scale (zeros shown).",
    *_SCOPE, f.measure, f.element_code, f.score, f.answers_n, f.answers_pct,
    key=(*_SCOPE_KEY, "measure", "element_code", "score"), method="ikm",
)  # fmt: skip

ELEMENT_MEANS: Final = _table(
    "out_skm__element_means",
    "Nilai rata-rata per unsur",
    "one row per scope, measure and element",
    "Mean score (NRR) of each element over the filled answers, exact and rounded.",
    *_SCOPE, f.measure, f.element_code, f.respondents_n, f.answers_n, f.missing_n, f.score_sum, f.mean_score,
    f.mean_score_fraction, f.mean_score_rounded,
    key=(*_SCOPE_KEY, "measure", "element_code"), method="ikm",
)  # fmt: skip

MEASURE_MEANS: Final = _table(
    "out_skm__measure_means",
    "Nilai rata-rata keseluruhan",
    "one row per scope and measure",
    "Overall mean of a measure: the mean of its element means.",
    *_SCOPE, f.measure, f.respondents_n, f.elements_n, f.answers_n, f.missing_n, f.score_sum, f.mean_score,
    f.mean_score_fraction, f.mean_score_rounded,
    key=(*_SCOPE_KEY, "measure"), method="ikm",
)  # fmt: skip

INDICES: Final = _table(
    "out_skm__indices",
    "Indeks Kepuasan Masyarakat",
    "one row per scope and index method",
    "The index three ways, side by side: exact, by the declared weight and rounding, and as printed by the source; "
    "each with its grade by the band table in force.",
    *_SCOPE, f.respondents_n, f.answers_n, f.missing_n, f.instrument_id, f.regulation_id, f.elements_n,
    f.method_code, f.is_primary, f.weight_method, f.element_weight, f.rounding_rule, f.band_table_id, f.ikm_exact,
    f.ikm_exact_fraction, f.grade_exact, f.ikm_regulation, f.grade_regulation, f.is_grade_changed_by_method,
    f.ikm_published, f.grade_published,
    key=(*_SCOPE_KEY, "method_code"), method="ikm",
)  # fmt: skip

ELEMENT_GAPS: Final = _table(
    "out_skm__element_gaps",
    "Kesenjangan dan kesesuaian per unsur",
    "one row per scope and element",
    "Gap (satisfaction minus importance) and conformity (Tki) of each element.",
    *_SCOPE, f.element_code, f.satisfaction_mean, f.importance_mean, f.gap, f.gap_fraction, f.gap_rank,
    f.conformity_pct, f.conformity_fraction,
    key=(*_SCOPE_KEY, "element_code"), method="ipa",
)  # fmt: skip

SCOPE_GAPS: Final = _table(
    "out_skm__scope_gaps",
    "Kesenjangan dan kesesuaian keseluruhan",
    "one row per scope",
    "Overall gap (mean of the element gaps) and overall conformity (ratio of the sums of the element means).",
    *_SCOPE, f.respondents_n, f.elements_n, f.satisfaction_mean, f.importance_mean, f.gap, f.gap_fraction,
    f.conformity_pct, f.conformity_fraction,
    key=_SCOPE_KEY, method="ipa",
)  # fmt: skip

QUADRANTS: Final = _table(
    "out_skm__quadrants",
    "Kuadran kepentingan-kinerja",
    "one row per scope, crosshair, tie rule and element",
    "Importance-performance quadrant of each element under the crosshair and tie rule that the study declares and "
    "under the others, so that a reader sees what the choice decides.",
    *_SCOPE, f.crosshair, f.tie_rule, f.is_declared, f.element_code, f.satisfaction_mean, f.importance_mean,
    f.satisfaction_cut, f.satisfaction_cut_fraction, f.importance_cut, f.importance_cut_fraction,
    f.is_satisfaction_high, f.is_importance_high, f.quadrant, f.quadrant_label_id,
    key=(*_SCOPE_KEY, "crosshair", "tie_rule", "element_code"), method="ipa",
)  # fmt: skip

FINDINGS: Final = _table(
    "out_skm__findings",
    "Temuan",
    "one row per finding",
    "Everything that was wrong or worth a look in the raw files. Values that could be personal stand only in the "
    "quarantine, never here.",
    f.finding_number, f.severity, f.finding_code, f.file_name, f.sheet, f.row_number, f.column_name, f.value_seen,
    f.expected, f.message_id, f.message_en,
    key=("study_id", "finding_number"),
)  # fmt: skip

PUBLISHED: Final[tuple[Table, ...]] = (
    INDICES, ELEMENT_MEANS, MEASURE_MEANS, ELEMENT_FREQUENCIES, ELEMENT_GAPS, SCOPE_GAPS, QUADRANTS,
    WATERFALL_STEPS, WATERFALL_CELLS, ROW_ACCOUNTING, ATTRIBUTE_COUNTS, SOURCE_FILES, FINDINGS, OFFICES, ELEMENTS,
    BANDS,
)  # fmt: skip
