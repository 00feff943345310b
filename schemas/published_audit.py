"""The tables of a replication audit: printed figures of papers, held against each other and recomputed.

They hold no respondents' answers, only what papers printed and what follows from it; a statistic that was computed from
reconstructed respondents is marked as such.
"""

from typing import Final

from schemas import fields as f
from schemas.fields import Field
from schemas.tables import Table


def _table(
    name: str,
    title_id: str,
    grain: str,
    description: str,
    *fields: Field,
    key: tuple[str, ...],
    method: str = "replication",
) -> Table:
    return Table(name, title_id, grain, description, fields, key, method=method)


STUDIES: Final = _table(
    "out_audit__studies",
    "Studi yang diperiksa",
    "one row per study",
    "The papers whose figures were held against print.",
    f.study, f.audit_title_id, f.audit_title_en, f.source, f.figures_n,
    key=("study",),
)  # fmt: skip

FIGURES: Final = _table(
    "out_audit__figures",
    "Angka tercetak dan putusannya",
    "one row per printed figure",
    "Every printed figure with our value, the rule under which it reproduces, a verdict, and the arithmetic behind it.",
    f.study, f.figure_number, f.printed_table, f.printed_row, f.printed_column, f.printed, f.decimal_mark,
    f.printed_decimals, f.verdict, f.verdict_label_id, f.ground, f.rule, f.printed_rounding, f.route, f.exact_fraction,
    f.exact_value, f.exact_words, f.is_exact_from_rounded, f.instead, f.rests_on, f.sentence_id, f.sentence_en,
    key=("study", "figure_number"),
)  # fmt: skip

SUMMARY: Final = _table(
    "out_audit__summary",
    "Ringkasan putusan",
    "one row per study and verdict",
    "How many printed figures have each verdict; the rows of a study add up to its printed figures.",
    f.study, f.verdict, f.verdict_label_id, f.figures_n,
    key=("study", "verdict"),
)  # fmt: skip

CHECKS: Final = _table(
    "out_audit__checks",
    "Pemeriksaan antarangka",
    "one row per check",
    "Every check between printed figures, with its arithmetic from the most primary figures on and from print.",
    f.study, f.check_number, f.rule, f.target, f.check_inputs, f.check_state, f.printed_rounding, f.formula_exact,
    f.formula_printed,
    key=("study", "check_number"),
)  # fmt: skip

CONSEQUENCES: Final = _table(
    "out_audit__consequences",
    "Kesimpulan yang berubah",
    "one row per conclusion that changes",
    "Categories, grades, rankings and quadrants that are others when computed from the most primary figures on.",
    f.study, f.consequence_number, f.consequence_kind, f.place, f.conclusion_printed, f.conclusion_recomputed,
    f.sentence_id, f.sentence_en,
    key=("study", "consequence_number"),
)  # fmt: skip

COMPUTED: Final = _table(
    "out_audit__computed",
    "Angka yang tidak dicetak",
    "one row per computed figure",
    "Figures that a paper does not print and that are computed beside the printed ones.",
    f.study, f.computed_name, f.exact_fraction.but(nullable=False), f.exact_value.but(nullable=False), f.formula_exact,
    f.formula_printed,
    key=("study", "computed_name"),
)  # fmt: skip

TWINS: Final = _table(
    "out_audit__twin_rows",
    "Baris kembar",
    "one row per group of equal rows",
    "Rows of a printed table whose numbers are all the same: perhaps a copying slip, perhaps not; it decides nothing.",
    f.study, f.printed_table, f.twin_rows, f.twin_numbers,
    key=("study", "table", "twin_rows"),
)  # fmt: skip

STATISTICS: Final = _table(
    "out_audit__statistics",
    "Statistik setiap studi",
    "one row per statistic",
    "What the studies compute, computed again from their printed tables; a statistic that cannot be has a row that says why.",
    f.study, f.statistic_number, f.family, f.statistic, f.statistic_scope, f.statistic_code,
    f.measure.but(nullable=True), f.setting, f.value_unit, f.value_fraction, f.value, f.words, f.statistic_n,
    f.missing_rule, f.statistic_origin, f.is_refused, f.remark_id, f.remark_en, f.method_page,
    key=("study", "statistic_number"), method="study_statistics",
)  # fmt: skip

HOUSE_WEIGHTS: Final = _table(
    "out_audit__house_weights",
    "Bobot unsur dalam rumah mutu",
    "one row per house and element",
    "What each element weighs in a house of quality. Goals and sales points may be ours; the provenance says so.",
    f.study, f.house_id, f.element_code, f.element_label_id, f.element_label_en, f.weight_rule, f.importance_fraction,
    f.improvement_ratio_fraction, f.sales_point_fraction, f.house_weight_fraction, f.house_weight,
    f.provenance_id, f.provenance_en,
    key=("study", "house_id", "element_code"),
)  # fmt: skip

HOUSE_RESPONSES: Final = _table(
    "out_audit__house_responses",
    "Respons teknis dalam rumah mutu",
    "one row per house and technical response",
    "Technical importance and rank of each response, beside the rank that the source prints. The relationships may be "
    "ours; the provenance says so.",
    f.study, f.house_id, f.response_code, f.response_label_id, f.response_label_en, f.technical_importance_fraction,
    f.technical_importance, f.relative_pct, f.response_rank, f.printed_rank, f.provenance_id, f.provenance_en,
    key=("study", "house_id", "response_code"),
)  # fmt: skip

AUDIT: Final[tuple[Table, ...]] = (
    STUDIES,
    SUMMARY,
    FIGURES,
    CONSEQUENCES,
    CHECKS,
    COMPUTED,
    TWINS,
    STATISTICS,
    HOUSE_WEIGHTS,
    HOUSE_RESPONSES,
)
