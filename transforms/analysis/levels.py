"""Indices, categories and gaps of items, dimensions and the whole, with what studies derive from them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from schemas.instrument import BandTable
from transforms.analysis import reasons
from transforms.analysis.reading import IMPORTANCE, SATISFACTION, Material
from transforms.analysis.rows import Family, Statistic, Unit, attempt, refuse
from transforms.exact import round_half_up
from transforms.grading import grade_of, place_of
from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import FrequencyTable
from transforms.statistics.gaps import Comparison, Gaps, compare, gap_scores, weighted_gap
from transforms.statistics.satisfaction import (
    Convention,
    Denominator,
    class_intervals,
    csi,
    percent_index,
    pgcv,
    share_satisfied,
    weighted_index,
)

_RULE = MissingRule.AVAILABLE_CASE
_MEAN_OF_DIMENSIONS = "mean of dimensions"
_MEAN_OF_ITEMS = "mean of items"


# --- index and categories --------------------------------------------------------------------------------------------
def index_statistics(material: Material) -> Iterator[Statistic]:
    """Return means of dimensions and of the whole, their classes, and the weighted index with its grade."""
    for measure, means in material.means.items():
        for scope, code, setting, mean in _means(material, means):
            n = min(material.n[measure].values())
            own = Statistic(
                Family.INDEX, "mean", Unit.SCORE, mean, scope=scope, code=code, measure=measure, setting=setting, n=n,
                missing_rule=_RULE,
            )  # fmt: skip
            if scope != "item":
                yield own
            yield from _category(material, own)
    if material.totals:
        for statistic, unit in (("mean", Unit.SCORE), ("category", Unit.WORDS)):
            yield refuse(
                Family.INDEX,
                statistic,
                unit,
                reasons.ITEM_MEANS_NOT_PRINTED,
                scope="dimension",
                n=material.respondents_n,
            )
    for office, by_measure in material.office_means.items():
        for measure, mean in by_measure.items():
            yield Statistic(
                Family.INDEX,
                "mean",
                Unit.SCORE,
                mean,
                scope="office",
                code=office,
                measure=measure,
                setting="as printed",
            )
    yield from _weighted(material)


def _means(material: Material, means: Mapping[str, Fraction]) -> Iterator[tuple[str, str | None, str | None, Fraction]]:
    by_dimension: dict[str, list[Fraction]] = {}
    for item, mean in means.items():
        yield "item", item, None, mean
        dimension = material.dimension_of(item)
        if dimension is not None:
            by_dimension.setdefault(dimension, []).append(mean)
    own = {dimension: _mean(values) for dimension, values in by_dimension.items()}
    for dimension, mean in own.items():
        yield "dimension", dimension, None, mean
    if own:
        yield "overall", None, _MEAN_OF_DIMENSIONS, _mean(list(own.values()))
    yield "overall", None, _MEAN_OF_ITEMS, _mean(list(means.values()))


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _category(material: Material, mean: Statistic) -> Iterator[Statistic]:
    def row(words: str | None, setting: str) -> Statistic:
        return Statistic(
            Family.INDEX, "category", Unit.WORDS, words=words, scope=mean.scope, code=mean.code, measure=mean.measure,
            setting=f"{mean.setting}; {setting}" if mean.setting else setting, n=mean.n, missing_rule=_RULE,
        )  # fmt: skip

    classes = material.classes(mean.measure or "")
    if classes is None or not isinstance(mean.value, Fraction):
        if mean.scope == "overall" and mean.setting == _MEAN_OF_ITEMS:
            yield refuse(Family.INDEX, "category", Unit.WORDS, reasons.NO_CLASSES, measure=mean.measure, n=mean.n)
        return
    value = mean.value
    if classes.convention == "regulation":
        if material.regulation is not None:
            label = classes.labels_id[_band(material.regulation.band_table, value, classes.digits)]
            yield row(label, f"bands of {material.regulation.regulation_id}")
        return
    lowest, highest = material.scale
    intervals = class_intervals(
        lowest, highest, classes.labels_id, convention=Convention(classes.convention), digits=classes.digits
    )
    yield from attempt(
        row(None, classes.convention), lambda: [row(intervals.category(value).label, classes.convention)]
    )


def _band(table: BandTable, mean: Fraction, digits: int) -> int:
    """Return the number, from 0, of the band whose lower limit of means the rounded mean reaches."""
    return place_of(mean, [Fraction(band.mean_lower) for band in table.bands], digits)


def _weighted(material: Material) -> Iterator[Statistic]:
    declared = material.analysis.index
    blank = Statistic(Family.INDEX, "weighted_index", Unit.INDEX, n=material.respondents_n)
    if declared is None or not material.means:
        yield refuse(Family.INDEX, "weighted_index", Unit.INDEX, reasons.NO_INDEX, n=material.respondents_n)
        return
    means = material.means[declared.measure]
    for one in declared.weightings:
        weight = Fraction(1, len(means)) if one.weight == "equal" else Fraction(one.weight)
        setting = f"weight {'1/' + str(len(means)) if one.weight == 'equal' else one.weight}; sum {one.weights_sum}"

        def made(
            weight: Fraction = weight, setting: str = setting, total: str = one.weights_sum
        ) -> Iterator[Statistic]:
            found = weighted_index(
                means, dict.fromkeys(means, weight), scale_max=material.scale[1],
                n=min(material.n[declared.measure].values()), weights_sum=total,
            )  # fmt: skip

            def row(
                statistic: str, unit: Unit, value: Fraction | None = None, words: str | None = None, how: str = setting
            ) -> Statistic:
                return Statistic(
                    Family.INDEX, statistic, unit, value, words, measure=declared.measure, setting=how, n=found.n,
                    missing_rule=found.missing,
                )  # fmt: skip

            yield row("weighted_index", Unit.INDEX, found.index)
            yield row("weighted_mean", Unit.SCORE, found.index * found.scale_max / 100)
            if material.regulation is None:
                yield refuse(
                    Family.INDEX, "grade", Unit.WORDS, reasons.NO_REGULATION, measure=declared.measure, setting=setting,
                    n=found.n,
                )  # fmt: skip
                return
            table = material.regulation.band_table
            rounded = round_half_up(found.index, table.digits)
            if not Fraction(table.bands[0].lower) <= rounded <= Fraction(table.bands[-1].upper):
                raise NotComputableError(f"Found the index {rounded}, expected one within the bands of the decree.")
            band = grade_of(found.index, table)
            how = f"{setting}; bands of {material.regulation.regulation_id}"
            yield row("grade", Unit.WORDS, words=f"{band.grade}: {band.performance_id}", how=how)

        yield from attempt(blank, made)


# --- gaps ------------------------------------------------------------------------------------------------------------
def gap_statistics(material: Material) -> Iterator[Statistic]:
    """Return gap, ratio and conformity of items, dimensions and the whole, and the weighted gap."""
    if material.totals:
        told = compare(material.totals[SATISFACTION], material.totals[IMPORTANCE])
        yield from _compared(told, "overall", None, "printed totals", material.respondents_n)
        for scope in ("item", "dimension"):
            for statistic, unit in _COMPARED.items():
                yield refuse(
                    Family.GAP, statistic, unit, reasons.ITEM_MEANS_NOT_PRINTED, scope=scope, n=material.respondents_n
                )
        yield refuse(Family.GAP, "weighted_gap", Unit.SCORE, reasons.ITEM_MEANS_NOT_PRINTED, n=material.respondents_n)
        return
    pairs = material.pairs()
    if not pairs:
        for statistic, unit in (*_COMPARED.items(), ("weighted_gap", Unit.SCORE)):
            yield refuse(Family.GAP, statistic, unit, reasons.NO_EXPECTATION, n=material.respondents_n)
        return
    blank = Statistic(Family.GAP, "gap", Unit.SCORE, n=material.respondents_n)
    yield from attempt(blank, lambda: _gaps(material, pairs))
    for office, by_measure in material.office_means.items():
        if SATISFACTION in by_measure and IMPORTANCE in by_measure:
            found = compare(by_measure[SATISFACTION], by_measure[IMPORTANCE])
            yield from _compared(found, "office", office, "means as printed", None)


_COMPARED = {"gap": Unit.SCORE, "ratio": Unit.RATIO, "conformity": Unit.PERCENT}


def _compared(
    found: Comparison, scope: str, code: str | None, setting: str | None, n: int | None
) -> Iterator[Statistic]:
    words = "below_expectation" if found.gap < 0 else "meets_expectation"
    values = {"gap": found.gap, "ratio": found.ratio, "conformity": found.conformity_percent}
    for statistic, unit in _COMPARED.items():
        told = words if statistic == "gap" else None
        yield Statistic(
            Family.GAP, statistic, unit, values[statistic], told, scope, code, setting=setting, n=n, missing_rule=_RULE
        )


def _gaps(material: Material, pairs: Mapping[str, tuple[Fraction, Fraction]]) -> Iterator[Statistic]:
    has_dimensions = bool(material.instrument.dimensions)
    items = {item: (material.dimension_of(item) or "", x, y) for item, (x, y) in pairs.items()}
    found = gap_scores(items, n=material.respondents_n)
    ranks = {row.item: 1 + sum(o.comparison.gap < row.comparison.gap for o in found.items) for row in found.items}
    for row in found.items:
        yield from _compared(row.comparison, "item", row.item, None, found.n)
        yield Statistic(
            Family.GAP, "gap_rank", Unit.RANK, ranks[row.item], scope="item", code=row.item,
            setting="1 is the most negative gap", n=found.n, missing_rule=found.missing,
        )  # fmt: skip
    if has_dimensions:
        for dimension in found.dimensions:
            yield from _compared(dimension.comparison, "dimension", dimension.dimension, None, found.n)
        yield from _compared(found.mean_of_dimensions, "overall", None, _MEAN_OF_DIMENSIONS, found.n)
    else:
        for statistic, unit in _COMPARED.items():
            yield refuse(Family.GAP, statistic, unit, reasons.NO_DIMENSIONS, scope="dimension", n=found.n)
    yield from _compared(found.mean_of_items, "overall", None, _MEAN_OF_ITEMS, found.n)
    yield from _weighted_gap(material, found)


def _weighted_gap(material: Material, found: Gaps) -> Iterator[Statistic]:
    declared = material.analysis.dimension_weights
    if declared is None:
        reason = reasons.NO_DIMENSION_WEIGHTS if material.instrument.dimensions else reasons.NO_DIMENSIONS
        yield refuse(Family.GAP, "weighted_gap", Unit.SCORE, reason, n=found.n)
        return
    made = weighted_gap(found, declared.weights)
    setting = "; ".join(f"{name} {weight}" for name, weight in declared.weights.items())
    yield Statistic(
        Family.GAP,
        "weighted_gap",
        Unit.SCORE,
        made.comparison.gap,
        setting=setting,
        n=made.n,
        missing_rule=made.missing,
    )


# --- satisfaction ----------------------------------------------------------------------------------------------------
def satisfaction_statistics(material: Material) -> Iterator[Statistic]:
    """Return percent index, share satisfied, customer satisfaction index and potential gain in customer value."""
    yield from _percent_indices(material)
    yield from _shares(material)
    pairs = material.pairs()
    if not pairs:
        reason = reasons.ITEM_MEANS_NOT_PRINTED if material.totals else reasons.NO_EXPECTATION
        for statistic, unit in (("csi", Unit.PERCENT), ("csi_category", Unit.WORDS), ("pgcv", Unit.PRODUCT), ("pgcv_rank", Unit.RANK)):  # fmt: skip
            scope = "item" if statistic.startswith("pgcv") else "overall"
            yield refuse(Family.SATISFACTION, statistic, unit, reason, scope=scope, n=material.respondents_n)
        return
    yield from attempt(
        Statistic(Family.SATISFACTION, "csi", Unit.PERCENT, n=material.respondents_n), lambda: _csi(material, pairs)
    )
    yield from attempt(
        Statistic(Family.SATISFACTION, "pgcv", Unit.PRODUCT, scope="item", n=material.respondents_n),
        lambda: _pgcv(material, pairs),
    )


def _percent_indices(material: Material) -> Iterator[Statistic]:
    def row(value: Fraction, n: int, measure: str, scope: str, code: str | None, setting: str | None) -> Statistic:
        return Statistic(
            Family.SATISFACTION, "percent_index", Unit.INDEX, value, scope=scope, code=code, measure=measure,
            setting=setting, n=n, missing_rule=_RULE,
        )  # fmt: skip

    for measure, means in material.means.items():
        smallest = min(material.n[measure].values())
        for scope, code, setting, mean in _means(material, means):
            table = material.tables.get(measure, {}).get(code or "")
            if scope == "item" and table is not None:
                told = percent_index(table)
                yield row(told.index, told.n, measure, scope, code, setting)
            else:
                # The percent index is the mean as a percentage of the highest point.
                yield row(mean * 100 / material.scale[1], smallest, measure, scope, code, setting)
    if not material.means:
        yield refuse(
            Family.SATISFACTION, "percent_index", Unit.INDEX, reasons.ITEM_MEANS_NOT_PRINTED, n=material.respondents_n
        )


def _shares(material: Material) -> Iterator[Statistic]:
    declared = material.analysis.satisfied
    if declared is None:
        reason = reasons.NO_SATISFIED_POINTS if material.tables else reasons.COUNTS_NOT_PRINTED
        yield refuse(Family.SATISFACTION, "share_satisfied", Unit.SHARE, reason, n=material.respondents_n)
        return
    denominator = Denominator(declared.denominator)
    points = ", ".join(str(point) for point in declared.points)
    setting = f"points {points} of all who {'answered' if denominator is Denominator.ANSWERED else 'were asked'}"
    for item, table, scope in _shared(material):
        told = share_satisfied(table, declared.points, denominator=denominator)
        how = setting if scope == "item" else f"{setting}; answers to all items pooled"
        yield Statistic(
            Family.SATISFACTION, "share_satisfied", Unit.SHARE, told.share, scope=scope, code=item,
            measure=SATISFACTION, setting=how, n=told.n, missing_rule=told.missing,
        )  # fmt: skip


def _shared(material: Material) -> Iterator[tuple[str | None, FrequencyTable, str]]:
    """Return the satisfaction counts of every item, and those of all items pooled."""
    pooled: FrequencyTable | None = None
    for item, table in material.tables.get(SATISFACTION, {}).items():
        yield item, table, "item"
        pooled = table if pooled is None else pooled + table
    if pooled is not None:
        yield None, pooled, "overall"


def _csi(material: Material, pairs: Mapping[str, tuple[Fraction, Fraction]]) -> Iterator[Statistic]:
    found = csi(pairs, scale_max=material.scale[1], n=material.respondents_n)
    setting = f"highest point {material.scale[1]}"
    for row in found.rows:
        yield Statistic(
            Family.SATISFACTION, "csi_weight", Unit.SHARE, row.weight, scope="item", code=row.item,
            setting="importance over the sum of importances", n=found.n, missing_rule=found.missing,
        )  # fmt: skip
    yield Statistic(
        Family.SATISFACTION, "csi", Unit.PERCENT, found.percent, setting=setting, n=found.n, missing_rule=found.missing
    )
    yield Statistic(
        Family.SATISFACTION, "csi_category", Unit.WORDS, words=found.category,
        setting=f"{setting}; decided on {float(found.rounded):.2f}", n=found.n, missing_rule=found.missing,
    )  # fmt: skip


def _pgcv(material: Material, pairs: Mapping[str, tuple[Fraction, Fraction]]) -> Iterator[Statistic]:
    found = pgcv(pairs, performance_max=material.scale[1], n=material.respondents_n)
    by_item = {row.item: row for row in found.rows}
    for item in pairs:
        row = by_item[item]
        for statistic, unit, value in (
            ("pgcv", Unit.PRODUCT, row.gain),
            ("pgcv_rank", Unit.RANK, row.rank),
        ):
            yield Statistic(
                Family.SATISFACTION, statistic, unit, value, scope="item", code=item,
                setting=f"highest point {material.scale[1]}", n=found.n, missing_rule=found.missing,
            )  # fmt: skip
