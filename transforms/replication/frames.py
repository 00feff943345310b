"""The results of an audit as tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from schemas.fields import Kind
from schemas.print_audit import PrintAudit
from schemas.published_audit import AUDIT
from schemas.tables import Table
from transforms.analysis.frames import statistics_rows
from transforms.analysis.houses import Built, response_rows, weight_rows
from transforms.analysis.reading import Material
from transforms.exact import decimal_text, written
from transforms.replication.consequences import computed, consequences, twins
from transforms.replication.network import Net, Outcome, Route
from transforms.replication.printed import Place
from transforms.replication.rounding import shown
from transforms.replication.sentences import sentence
from transforms.replication.verdicts import Judged, Verdict, judge

LABELS: Final[dict[Verdict, tuple[str, str]]] = {
    Verdict.REPRODUCED: ("terulang", "reproduced"),
    Verdict.REPRODUCED_BY_TRUNCATION: ("terulang dengan pemotongan", "reproduced by truncation"),
    Verdict.CONTRADICTED: ("bertentangan", "contradicted"),
    Verdict.INCONSISTENT_IN_PRINT: ("tidak konsisten dalam cetakan", "inconsistent in print"),
    Verdict.NOT_RECOMPUTABLE: ("tidak dapat dihitung ulang", "not recomputable"),
}
_DTYPES: Final = {Kind.TEXT: "str", Kind.INTEGER: "Int64", Kind.NUMBER: "float64", Kind.BOOLEAN: "boolean"}


@dataclass(frozen=True)
class Audited:
    """One paper, audited.

    Attributes:
        audit: Its audit file.
        net: Its figures and checks.
        judged: Every printed figure with its verdict, in print order.
    """

    audit: PrintAudit
    net: Net
    judged: tuple[Judged, ...]


def audit_print(audit: PrintAudit, texts: dict[Place, str]) -> Audited:
    """Hold the printed figures of one paper against each other.

    Args:
        audit: what the audit file says.
        texts: the printed texts by place, in print order.

    Raises:
        WiringError: the audit file names something that is not printed.
    """
    net = Net(audit, texts)
    return Audited(audit, net, tuple(judge(net)))


def frames(
    studies: Sequence[Audited], analyses: Sequence[Material] = (), houses: Sequence[Built] = ()
) -> dict[str, pd.DataFrame]:
    """Return the audit's tables by name, each checked against its contract.

    Args:
        studies: the papers, audited.
        analyses: what the statistics of those with an analysis file are computed from.
        houses: their houses of quality.

    Raises:
        pandera.errors.SchemaErrors: a table breaks its contract.
        ValueError: the verdicts of a study do not add up to its printed figures.
    """
    rows: dict[str, list[dict[str, Any]]] = {
        "out_audit__studies": [_study(one) for one in studies],
        "out_audit__summary": [row for one in studies for row in _summary(one)],
        "out_audit__figures": [row for one in studies for row in _figures(one)],
        "out_audit__consequences": [row for one in studies for row in _consequences(one)],
        "out_audit__checks": [row for one in studies for row in _checks(one)],
        "out_audit__computed": [row for one in studies for row in _computed(one)],
        "out_audit__twin_rows": [row for one in studies for row in _twins(one)],
        "out_audit__statistics": [row for one in analyses for row in statistics_rows(one)],
        "out_audit__house_weights": [row for one in houses for row in weight_rows(one)],
        "out_audit__house_responses": [row for one in houses for row in response_rows(one)],
    }
    made = {table.name: table.pandera().validate(_frame(table, rows[table.name]), lazy=True) for table in AUDIT}
    for one in studies:
        total = sum(row["figures_n"] for row in _summary(one))
        if total != len(one.net.figures):
            raise ValueError(f"{one.audit.study_id}: {total} verdicts for {len(one.net.figures)} printed figures")
    return made


def _frame(table: Table, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a table; ``None`` is an empty cell."""
    frame = pd.DataFrame(list(rows), columns=list(table.columns))
    return frame.astype({field.name: _DTYPES[field.kind] for field in table.fields})


def _study(one: Audited) -> dict[str, Any]:
    return {
        "study": one.audit.study_id,
        "title_id": one.audit.title_id,
        "title_en": one.audit.title_en,
        "source": one.audit.source,
        "figures_n": len(one.net.figures),
    }


def _summary(one: Audited) -> list[dict[str, Any]]:
    return [
        {
            "study": one.audit.study_id,
            "verdict": verdict.value,
            "verdict_label_id": LABELS[verdict][0],
            "figures_n": sum(judged.verdict is verdict for judged in one.judged),
        }
        for verdict in Verdict
    ]


def _figures(one: Audited) -> Iterable[dict[str, Any]]:
    for number, judged in enumerate(one.judged, start=1):
        figure, finding = judged.figure, judged.finding
        said = sentence(one.net, judged)
        has_number = judged.exact is not None and judged.verdict is not Verdict.NOT_RECOMPUTABLE
        exact = judged.exact if has_number else None
        yield {
            "study": one.audit.study_id,
            "figure_number": number,
            "table": figure.place.table,
            "row": figure.place.row,
            "column": figure.place.column,
            "printed": figure.printed,
            "decimal_mark": next((one.mark for one in figure.numbers if one.mark), None),
            "printed_decimals": None if figure.number is None else figure.number.digits,
            "verdict": judged.verdict.value,
            "verdict_label_id": LABELS[judged.verdict][0],
            "ground": judged.ground.value,
            "rule": None if judged.outcome is None else judged.outcome.check.spec.rule,
            "printed_rounding": None if finding is None or finding.rounding is None else finding.rounding.value,
            "route": None if finding is None or finding.rounding is None else finding.route.value,
            "exact_fraction": None if exact is None else written(exact),
            "exact_value": None if exact is None else float(exact),
            "exact_words": None if finding is None else _exact_words(judged),
            "is_exact_from_rounded": bool(has_number and judged.is_rounded),
            "instead": _instead(judged),
            "rests_on": "; ".join(str(place) for place in judged.rests_on) or None,
            "sentence_id": said.indonesian,
            "sentence_en": said.english,
        }


def _exact_words(judged: Judged) -> str | None:
    if judged.outcome is None:
        return None
    exact = (finding for finding in judged.outcome.findings if finding.route is Route.EXACT)
    return next((finding.expected.words for finding in exact), None)


def _instead(judged: Judged) -> str | None:
    number = judged.figure.number
    if judged.fault is None or number is None:
        return None
    return " / ".join(_printed(value, number.digits) for value in judged.fault.instead)


def _printed(value: Fraction, digits: int) -> str:
    return decimal_text(value, digits) if digits else shown(value)


def _checks(one: Audited) -> Iterable[dict[str, Any]]:
    for outcome in one.net.outcomes:
        if outcome.check.spec.rule == "ranking":
            continue
        best = outcome.best
        yield {
            "study": one.audit.study_id,
            "check_number": outcome.check.number,
            "rule": outcome.check.spec.rule,
            "target": None if outcome.check.target is None else str(outcome.check.target),
            "inputs": "; ".join(str(source) for source in outcome.check.inputs),
            "state": _state(outcome),
            "printed_rounding": None if best is None or best.rounding is None else best.rounding.value,
            "formula_exact": _formula(outcome, Route.EXACT) or outcome.formula or None,
            "formula_printed": _formula(outcome, Route.PRINTED),
        }


def _state(outcome: Outcome) -> str:
    if outcome.holds is None:
        return "not_followed"
    if outcome.check.spec.explains_only:
        return "explains" if outcome.holds else "explains_not"
    return "holds" if outcome.holds else "fails"


def _formula(outcome: Outcome, route: Route) -> str | None:
    return next((finding.expected.formula for finding in outcome.findings if finding.route is route), None)


def _consequences(one: Audited) -> Iterable[dict[str, Any]]:
    for number, found in enumerate(consequences(one.net), start=1):
        yield {
            "study": one.audit.study_id,
            "consequence_number": number,
            "consequence_kind": found.kind.value,
            "place": None if found.place is None else str(found.place),
            "conclusion_printed": found.printed,
            "conclusion_recomputed": found.recomputed,
            "sentence_id": found.sentence.indonesian,
            "sentence_en": found.sentence.english,
        }


def _computed(one: Audited) -> Iterable[dict[str, Any]]:
    for found in computed(one.net):
        yield {
            "study": one.audit.study_id,
            "computed_name": found.name,
            "exact_fraction": written(found.exact),
            "exact_value": float(found.exact),
            "formula_exact": found.formula,
            "formula_printed": found.formula_printed,
        }


def _twins(one: Audited) -> Iterable[dict[str, Any]]:
    for found in twins(one.net):
        yield {
            "study": one.audit.study_id,
            "table": found.table,
            "twin_rows": "; ".join(found.rows),
            "twin_numbers": "; ".join(found.numbers),
        }
