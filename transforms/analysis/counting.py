"""Frequencies and profiles: how often each answer was given, what follows from the counts, and who answered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from transforms.analysis import reasons
from transforms.analysis.reading import Material
from transforms.analysis.rows import Family, Statistic, Unit, attempt, refuse
from transforms.statistics.conditions import MissingRule
from transforms.statistics.frequencies import FrequencyTable, Profile, describe

_RULE = MissingRule.AVAILABLE_CASE


def frequency_statistics(material: Material) -> Iterator[Statistic]:
    """Return counts, percentages, mean, standard deviation, median and mode of every item."""
    blank = Statistic(Family.FREQUENCIES, "frequency_table", Unit.COUNT, scope="item")
    for measure, of in material.tables.items():
        usual_n, _ = Counter(table.n for table in of.values()).most_common(1)[0]
        for item, table in of.items():
            own = Statistic(
                Family.FREQUENCIES, "frequency_table", Unit.COUNT, scope="item", code=item, measure=measure, n=table.n
            )
            for row in attempt(own, partial(_table, own, table)):
                yield row if table.n == usual_n or row.reason else replace(row, reason=reasons.odd_n(table.n, usual_n))
    if not material.tables:
        yield refuse(
            Family.FREQUENCIES,
            "answers_n",
            Unit.COUNT,
            reasons.COUNTS_NOT_PRINTED,
            scope="item",
            n=material.respondents_n,
        )
        for statistic in ("sd", "median", "mode"):
            yield refuse(
                Family.FREQUENCIES,
                statistic,
                Unit.SCORE,
                reasons.COUNTS_NOT_PRINTED,
                scope="item",
                n=material.respondents_n,
            )
        for measure, means in material.means.items():
            for item, mean in means.items():
                yield _mean(blank, mean, item, measure, material.n[measure][item])
    for measure, total in material.totals.items():
        yield Statistic(
            Family.FREQUENCIES, "mean", Unit.SCORE, total, setting="printed total", measure=measure,
            n=material.respondents_n, missing_rule=_RULE,
        )  # fmt: skip
    if material.totals:
        yield refuse(
            Family.FREQUENCIES,
            "mean",
            Unit.SCORE,
            reasons.ITEM_MEANS_NOT_PRINTED,
            scope="item",
            n=material.respondents_n,
        )


def _mean(blank: Statistic, mean: Fraction, item: str, measure: str, n: int) -> Statistic:
    return Statistic(
        blank.family, "mean", Unit.SCORE, mean, scope="item", code=item, measure=measure,
        setting="as printed", n=n, missing_rule=_RULE,
    )  # fmt: skip


def _table(own: Statistic, table: FrequencyTable) -> Iterator[Statistic]:
    def row(
        statistic: str, unit: Unit, value: Fraction | int | float | None, setting: str | None = None,
        words: str | None = None,
    ) -> Statistic:  # fmt: skip
        return Statistic(
            own.family, statistic, unit, value, words, own.scope, own.code, own.measure, setting, table.n, _RULE
        )

    for point in table.rows():
        setting = f"score {point.point}"
        yield row("answers_n", Unit.COUNT, point.n, setting)
        yield row("answers_pct", Unit.PERCENT, point.percent_of_answered, setting)
    told = describe(table)
    yield row("score_sum", Unit.SCORE, table.score_sum)
    yield row("mean", Unit.SCORE, told.mean)
    yield row("median", Unit.SCORE, told.median)
    modes = ", ".join(str(point) for point in told.modes)
    yield row("mode", Unit.SCORE, told.modes[0] if len(told.modes) == 1 else None, words=modes)
    if told.variance is not None:
        yield row("variance", Unit.PRODUCT, told.variance, "divisor n - 1")
        yield row("sd", Unit.SCORE, told.sd, "divisor n - 1")


def profile_statistics(material: Material) -> Iterator[Statistic]:
    """Return counts and percentages of respondents by characteristic, one way only."""
    for profile in material.profiles:
        own = Statistic(Family.PROFILE, "profile", Unit.COUNT, scope="respondents", setting=profile.characteristic)
        yield from attempt(own, partial(_profile, profile))
    if not material.profiles:
        yield refuse(
            Family.PROFILE,
            "profile",
            Unit.COUNT,
            reasons.PROFILE_NOT_PRINTED,
            scope="respondents",
            n=material.respondents_n,
        )


def _profile(profile: Profile) -> Iterator[Statistic]:
    for row in profile.rows():
        for statistic, unit, value, n in (
            ("respondents_n", Unit.COUNT, row.n, profile.asked_n),
            ("percent_of_answered", Unit.PERCENT, row.percent_of_answered, profile.n),
            ("percent_of_asked", Unit.PERCENT, row.percent_of_asked, profile.asked_n),
        ):
            yield Statistic(
                Family.PROFILE, statistic, unit, value, scope="respondents", code=row.category,
                setting=profile.characteristic, n=n, missing_rule=_RULE,
            )  # fmt: skip
    yield Statistic(
        Family.PROFILE, "missing_n", Unit.COUNT, profile.missing_n, scope="respondents", setting=profile.characteristic,
        n=profile.asked_n, missing_rule=_RULE,
    )  # fmt: skip
