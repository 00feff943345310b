"""Importance-performance quadrants under every crosshair and tie rule, and how much they depend on the choice."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from transforms.analysis import reasons
from transforms.analysis.reading import IMPORTANCE, SATISFACTION, Material
from transforms.analysis.rows import Family, Statistic, Unit, attempt, refuse
from transforms.statistics.conditions import MissingRule
from transforms.statistics.quadrants import Setting, all_settings, diagonal_side, quadrants, sensitivity

_F = Family.IMPORTANCE_PERFORMANCE
_RULE = MissingRule.AVAILABLE_CASE
_TOLD = (("quadrant", Unit.WORDS), ("settings_agreeing_n", Unit.COUNT), ("diagonal_side", Unit.WORDS))


def matrix_statistics(material: Material) -> Iterator[Statistic]:
    """Return the lines and quadrants of every setting, the declared one named, and agreement with it by item."""
    pairs = material.pairs()
    if not pairs:
        reason = reasons.ITEM_MEANS_NOT_PRINTED if material.totals else reasons.NO_EXPECTATION
        for statistic, unit in _TOLD:
            yield refuse(_F, statistic, unit, reason, scope="item", n=material.respondents_n)
        return
    blank = Statistic(_F, "quadrant", Unit.WORDS, scope="item", n=material.respondents_n)
    yield from attempt(blank, lambda: _settings(material, pairs))
    yield from attempt(blank, lambda: _agreement(material, pairs))
    for item, (x, y) in pairs.items():
        yield Statistic(
            _F, "diagonal_side", Unit.WORDS, words=diagonal_side(x, y).value, scope="item", code=item,
            setting="line performance = importance", n=material.respondents_n, missing_rule=_RULE,
        )  # fmt: skip


def declared_setting(material: Material) -> Setting | None:
    """Return the setting that the analysis file declares."""
    declared = material.analysis.importance_performance
    return None if declared is None else Setting.of_study(declared.declared)


def _settings(material: Material, pairs: Mapping[str, tuple[Fraction, Fraction]]) -> Iterator[Statistic]:
    declared = declared_setting(material)
    n = material.respondents_n
    for setting in all_settings(None if declared is None else declared.fixed):
        table = quadrants(pairs, setting, scale=material.scale)
        name = f"{setting.name}; {'declared' if setting == declared else 'alternative'}"
        for measure, cut in ((SATISFACTION, table.performance_cut), (IMPORTANCE, table.importance_cut)):
            yield Statistic(
                _F, "crosshair_cut", Unit.SCORE, cut, measure=measure, setting=name, n=n, missing_rule=_RULE
            )
        for entry in table.items:
            yield Statistic(
                _F, "quadrant", Unit.WORDS, words=entry.quadrant.value, scope="item", code=entry.item, setting=name,
                n=n, missing_rule=_RULE,
            )  # fmt: skip


def _agreement(material: Material, pairs: Mapping[str, tuple[Fraction, Fraction]]) -> Iterator[Statistic]:
    declared = declared_setting(material)
    if declared is None:
        yield refuse(
            _F, "settings_agreeing_n", Unit.COUNT, reasons.NO_CROSSHAIR, scope="item", n=material.respondents_n
        )
        return
    table = sensitivity(pairs, declared, scale=material.scale)
    setting = f"of {table.others_n} settings beside {declared.name}"
    for entry in table.items:
        yield Statistic(
            _F, "settings_agreeing_n", Unit.COUNT, entry.agreeing_n, words=entry.declared_quadrant.value, scope="item",
            code=entry.item, setting=setting, n=material.respondents_n, missing_rule=_RULE,
        )  # fmt: skip
    yield Statistic(
        _F, "stable_items_n", Unit.COUNT, len(table.stable_items), words=", ".join(table.stable_items) or "none",
        setting=setting, n=material.respondents_n, missing_rule=_RULE,
    )  # fmt: skip
