"""Reliability, item validity, fitness for a factor analysis and bootstrap shares, which need each respondent's answers.

Where a study's respondents are reconstructed, every row says so: such a figure shows that the computation runs and
replicates nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

from transforms.analysis import reasons
from transforms.analysis.matrix import declared_setting
from transforms.analysis.reading import IMPORTANCE, SATISFACTION, Material
from transforms.analysis.respondents import Answers
from transforms.analysis.rows import Family, Reason, Statistic, Unit, attempt, failed, refuse
from transforms.statistics.conditions import MissingRule
from transforms.statistics.moments import Moments

_LEVEL: Final = 0.95
_NEED_RESPONDENTS: Final = (
    (Family.RELIABILITY, "cronbach_alpha", Unit.COEFFICIENT),
    (Family.RELIABILITY, "omega_total", Unit.COEFFICIENT),
    (Family.VALIDITY, "item_total_r", Unit.COEFFICIENT),
    (Family.VALIDITY, "item_rest_r", Unit.COEFFICIENT),
    (Family.VALIDITY, "kmo", Unit.COEFFICIENT),
    (Family.VALIDITY, "bartlett_chi2", Unit.STATISTIC),
    (Family.VALIDITY, "bartlett_p", Unit.P),
)
RECONSTRUCTED: Final = Reason(
    "Dihitung dari responden yang direkonstruksi dari tabel tercetak, bukan dari jawaban asli; tidak mereplikasi apa pun.",
    "Computed from respondents reconstructed from printed margins, not from real answers; it replicates nothing.",
)


def scale_statistics(material: Material) -> Iterator[Statistic]:
    """Return a refusal of each for the printed figures, the critical r, and what respondents' answers give."""
    n = material.respondents_n
    for measure in [one.measure for one in material.instrument.measures]:
        for family, statistic, unit in _NEED_RESPONDENTS:
            scope = "item" if statistic.startswith("item_") else "overall"
            yield refuse(family, statistic, unit, reasons.NO_RESPONDENTS, scope=scope, measure=measure, n=n)
            if family is Family.RELIABILITY and material.instrument.dimensions:
                yield refuse(family, statistic, unit, reasons.NO_RESPONDENTS, scope="dimension", measure=measure, n=n)
    if material.means and len(material.instrument.measures) > 1:
        yield refuse(
            Family.IMPORTANCE_PERFORMANCE,
            "bootstrap_quadrant_share",
            Unit.SHARE,
            reasons.NO_RESPONDENTS,
            scope="item",
            n=n,
        )
    yield from attempt(Statistic(Family.VALIDITY, "critical_r", Unit.COEFFICIENT, n=n), lambda: _critical(material))
    if material.answers is not None:
        for row in _of_answers(material, material.answers):
            marked = replace(row, data_origin=material.answers.data_origin)
            is_ours = material.answers.data_origin == "reconstructed_from_printed_margins"
            if is_ours and marked.reason is None:
                marked = replace(marked, reason=RECONSTRUCTED)
            yield marked


def _critical(material: Material) -> Iterator[Statistic]:
    from transforms.statistics.validity import critical_r  # noqa: PLC0415 - SciPy takes a second to import

    n = material.respondents_n
    yield Statistic(
        Family.VALIDITY, "critical_r", Unit.COEFFICIENT, critical_r(n), setting="level 0.05; two-tailed; n - 2", n=n
    )
    if material.analysis.critical_r is not None:
        limit = material.analysis.critical_r
        yield Statistic(
            Family.VALIDITY, "fixed_limit_r", Unit.COEFFICIENT, float(limit), setting="fixed by the study", n=n
        )


def _of_answers(material: Material, answers: Answers) -> Iterator[Statistic]:
    for measure in answers.scores:
        for family, statistic, compute in (
            (Family.RELIABILITY, "cronbach_alpha", partial(_alpha, answers, measure)),
            (Family.RELIABILITY, "omega_total", partial(_omega, answers, measure)),
            (Family.VALIDITY, "item_total_r", partial(_validity, material, answers, measure)),
            (Family.VALIDITY, "kmo", partial(_factorability, answers, measure)),
        ):
            blank = Statistic(family, statistic, Unit.COEFFICIENT, measure=measure, n=answers.n)
            yield from attempt(blank, compute)
    if SATISFACTION in answers.scores and IMPORTANCE in answers.scores:
        share = Statistic(
            Family.IMPORTANCE_PERFORMANCE, "bootstrap_quadrant_share", Unit.SHARE, scope="item", n=answers.n
        )
        yield from attempt(share, partial(_bootstrap, material, answers))


def _moments(answers: Answers, measure: str) -> Moments:
    return Moments.of(answers.scores[measure], missing=MissingRule.LISTWISE, items=answers.items)


def _alpha(answers: Answers, measure: str) -> Iterator[Statistic]:
    from transforms.statistics.reliability import cronbach_alpha  # noqa: PLC0415 - as above

    found = cronbach_alpha(_moments(answers, measure), level=_LEVEL)

    def row(
        statistic: str, value: float | None, setting: str | None = None, code: str | None = None, why: str = ""
    ) -> Statistic:
        return Statistic(
            Family.RELIABILITY, statistic, Unit.COEFFICIENT, value, scope="item" if code else "overall", code=code,
            measure=measure, setting=setting, n=found.n, missing_rule=found.missing,
            reason=None if value is not None else failed(why),
        )  # fmt: skip

    yield row("cronbach_alpha", found.alpha)
    yield row("cronbach_alpha_lower", found.interval.lower, f"Feldt; level {_LEVEL:g}")
    yield row("cronbach_alpha_upper", found.interval.upper, f"Feldt; level {_LEVEL:g}")
    yield row("standardised_alpha", found.standardised_alpha, why="The standardised total does not vary.")
    yield row("mean_inter_item_r", found.mean_inter_item_r)
    for item in found.items:
        why = " ".join(item.reasons)
        yield row("alpha_if_deleted", item.alpha_if_deleted, code=item.item, why=why)


def _omega(answers: Answers, measure: str) -> Iterator[Statistic]:
    from transforms.statistics.reliability import omega_total  # noqa: PLC0415 - as above

    found = omega_total(_moments(answers, measure))
    for statistic, value in (
        ("omega_total", found.omega_total),
        ("omega_total_observed", found.omega_total_observed),
    ):
        yield Statistic(
            Family.RELIABILITY, statistic, Unit.COEFFICIENT, value, measure=measure, setting="one factor; minimum residual",
            n=found.n, missing_rule=found.missing,
        )  # fmt: skip


def _validity(material: Material, answers: Answers, measure: str) -> Iterator[Statistic]:
    from transforms.statistics.validity import item_validity  # noqa: PLC0415 - as above

    declared = material.analysis.critical_r
    found = item_validity(_moments(answers, measure), fixed_limit=None if declared is None else Decimal(declared))
    limit = "level 0.05; two-tailed" if declared is None else f"fixed {declared}"
    for item in found.items:
        for statistic, r, is_valid in (
            ("item_total_r", item.item_total_r, item.is_valid),
            ("item_rest_r", item.item_rest_r, item.is_valid_corrected),
        ):
            words = None if is_valid is None else ("valid" if is_valid else "not_valid")
            yield Statistic(
                Family.VALIDITY, statistic, Unit.COEFFICIENT, r, words, "item", item.item, measure,
                f"limit {item.limit_r:.4f}; {limit}", item.n, found.missing,
                reason=None if r is not None else failed(" ".join(item.reasons)),
            )  # fmt: skip


def _factorability(answers: Answers, measure: str) -> Iterator[Statistic]:
    from transforms.statistics.factorability import factorability  # noqa: PLC0415 - as above

    found = factorability(_moments(answers, measure))

    def row(
        statistic: str,
        unit: Unit,
        value: float | None,
        words: str | None = None,
        item: str | None = None,
        setting: str | None = None,
    ) -> Statistic:
        return Statistic(
            Family.VALIDITY, statistic, unit, value, words, "item" if item else "overall", item, measure, setting,
            found.n, found.missing,
        )  # fmt: skip

    yield row("kmo", Unit.COEFFICIENT, found.kmo, found.adequacy.label)
    for item in found.items:
        if item.msa is None:
            yield replace(row("msa", Unit.COEFFICIENT, None, item=item.item), reason=failed(item.reason or ""))
        else:
            label = None if item.adequacy is None else item.adequacy.label
            yield row("msa", Unit.COEFFICIENT, item.msa, label, item.item)
    yield row("bartlett_chi2", Unit.STATISTIC, found.sphericity.chi2, setting=f"df {found.sphericity.df}")
    yield row("bartlett_p", Unit.P, found.sphericity.p, setting=f"df {found.sphericity.df}")


def _bootstrap(material: Material, answers: Answers) -> Iterator[Statistic]:
    from transforms.statistics.bootstrap import quadrant_shares  # noqa: PLC0415 - as above

    declared, setting = material.analysis.respondents, declared_setting(material)
    if declared is None or setting is None:
        yield refuse(
            Family.IMPORTANCE_PERFORMANCE, "bootstrap_quadrant_share", Unit.SHARE, reasons.NO_CROSSHAIR, scope="item",
            n=answers.n,
        )  # fmt: skip
        return
    found = quadrant_shares(
        answers.scores[SATISFACTION], answers.scores[IMPORTANCE], answers.items, setting, seed=declared.seed,
        resamples_n=declared.resamples_n, scale=material.scale,
    )  # fmt: skip
    how = f"{setting.name}; {found.resamples_used_n} resamples; {found.generator}; seed {found.seed}"
    for item in found.items:
        for quadrant in item.counts:
            told = "; observed" if quadrant is item.observed_quadrant else ""
            yield Statistic(
                Family.IMPORTANCE_PERFORMANCE, "bootstrap_quadrant_share", Unit.SHARE, item.share(quadrant),
                quadrant.value, "item", item.item, setting=f"{how}{told}", n=found.n, missing_rule=found.missing_rule,
            )  # fmt: skip
