"""The verdict on every printed figure, with the arithmetic behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from transforms.replication.locating import Fault, at_digits, failures, solved
from transforms.replication.network import Finding, Net, Outcome, Route
from transforms.replication.printed import Figure, Place
from transforms.replication.rounding import Rounding
from transforms.replication.rules import UnknownValueError
from transforms.replication.wiring import Named, places


class Verdict(StrEnum):
    """What can be said of a printed figure."""

    REPRODUCED = "reproduced"
    REPRODUCED_BY_TRUNCATION = "reproduced_by_truncation"
    CONTRADICTED = "contradicted"
    INCONSISTENT_IN_PRINT = "inconsistent_in_print"
    NOT_RECOMPUTABLE = "not_recomputable"


class Ground(StrEnum):
    """What a verdict rests on."""

    FOLLOWS = "follows"
    SOLVED = "solved"
    AT_FAULT = "at_fault"
    DOES_NOT_FOLLOW = "does_not_follow"
    CANNOT_ARISE = "cannot_arise"
    DO_NOT_HOLD_TOGETHER = "do_not_hold_together"
    MISSING = "missing"


@dataclass(frozen=True)
class Judged:
    """A printed figure with its verdict.

    Attributes:
        figure: The figure.
        verdict: The verdict.
        ground: What the verdict rests on.
        outcome: The check that decided, or None where there is none.
        finding: What that check gave, for a check that the figure follows from.
        fault: The located fault, where the figure itself is at fault.
        explanations: Rules that are not the figure's definition and give what is printed.
        exact: The value from the most primary figures on, or None where there is no number.
        is_rounded: Whether a rounded printed figure went into ``exact``.
        needs: What would be needed to recompute it, Indonesian and English, where it cannot be.
        rests_on: Figures with a contradiction that it was computed from.
    """

    figure: Figure
    verdict: Verdict
    ground: Ground
    outcome: Outcome | None = None
    finding: Finding | None = None
    fault: Fault | None = None
    explanations: tuple[Outcome, ...] = ()
    exact: Fraction | None = None
    is_rounded: bool = False
    needs: tuple[str, str] | None = None
    rests_on: tuple[Place, ...] = ()


_NEEDS_NOTHING_DECLARED = (
    "angka lain yang memuat angka ini; berkas audit tidak menyatakan hubungannya",
    "another figure that contains this one; the audit file declares no relation",
)


def judge(net: Net) -> list[Judged]:
    """Return every printed figure of a paper with its verdict, in print order."""
    court = _Court(net)
    judged = [court.judge(place) for place in net.figures]
    wrong = {one.figure.place for one in judged if one.verdict is Verdict.CONTRADICTED}
    return [_with_ancestors(net, one, wrong) for one in judged]


class _Court:
    """The outcomes of one paper, sorted by the figures that take part in them."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.faults = {fault.place: fault for fault in net.faults}
        self.settled = {check.number for fault in net.faults for check in fault.checks}
        self.failing = {outcome.check.number for outcome in failures(net)}
        self.by_target: dict[Place, list[Outcome]] = {}
        self.by_member: dict[Place, list[Outcome]] = {}
        for outcome in net.outcomes:
            if isinstance(outcome.check.target, Place):
                self.by_target.setdefault(outcome.check.target, []).append(outcome)
            for place in outcome.check.places:
                self.by_member.setdefault(place, []).append(outcome)
        self.needs: dict[Place, tuple[str, str]] = {}
        for missing in net.audit.missing:
            for place in places(net.figures, missing.figures):
                self.needs.setdefault(place, (missing.needs_id, missing.needs_en))

    def judge(self, place: Place) -> Judged:
        """Return the verdict on one figure: the first of these that has something to say."""
        for verdict in (
            self._at_fault,
            self._impossible,
            self._does_not_follow,
            self._disagrees,
            self._reproduced,
            self._solved,
        ):
            judged = verdict(place)
            if judged is not None:
                return judged
        needs = self.needs.get(place, _NEEDS_NOTHING_DECLARED)
        return Judged(
            self.net.figures[place],
            Verdict.NOT_RECOMPUTABLE,
            Ground.MISSING,
            outcome=self._possible(place),
            needs=needs,
        )

    def _derived(self, place: Place) -> list[Outcome]:
        """Return the outcomes of the rules that define a figure or are declared as other rules for it."""
        return [
            outcome
            for outcome in self.by_target.get(place, [])
            if outcome.findings and outcome.check.spec.rule != "grim" and not outcome.check.spec.explains_only
        ]

    def _at_fault(self, place: Place) -> Judged | None:
        fault = self.faults.get(place)
        if fault is None:
            return None
        own = [outcome for outcome in self._derived(place) if not outcome.holds]
        decisive = own or [outcome for outcome in self.net.outcomes if outcome.check == fault.checks[0]]
        return self._judged(place, Verdict.CONTRADICTED, Ground.AT_FAULT, decisive[0], fault)

    def _impossible(self, place: Place) -> Judged | None:
        for outcome in self.by_target.get(place, []):
            if outcome.check.spec.rule == "grim" and outcome.holds is False:
                return self._judged(place, Verdict.CONTRADICTED, Ground.CANNOT_ARISE, outcome)
        return None

    def _does_not_follow(self, place: Place) -> Judged | None:
        derived = self._derived(place)
        if any(outcome.holds for outcome in derived):
            return None
        for outcome in derived:
            if outcome.check.number not in self.settled:
                return self._judged(place, Verdict.CONTRADICTED, Ground.DOES_NOT_FOLLOW, outcome)
        return None

    def _disagrees(self, place: Place) -> Judged | None:
        for outcome in self.by_member.get(place, []):
            number = outcome.check.number
            if outcome.check.is_symmetric and number in self.failing and number not in self.settled:
                return self._judged(place, Verdict.INCONSISTENT_IN_PRINT, Ground.DO_NOT_HOLD_TOGETHER, outcome)
        return None

    def _reproduced(self, place: Place) -> Judged | None:
        holding = [outcome for outcome in self._derived(place) if outcome.holds]
        if not holding:
            return None
        best = min(holding, key=_harshness)
        cut = best.best is not None and best.best.rounding in (Rounding.TRUNCATED, Rounding.TRUNCATED_PADDED)
        verdict = Verdict.REPRODUCED_BY_TRUNCATION if cut else Verdict.REPRODUCED
        return self._judged(place, verdict, Ground.FOLLOWS, best)

    def _solved(self, place: Place) -> Judged | None:
        confirming = self._confirming(place)
        return None if confirming is None else self._judged(place, Verdict.REPRODUCED, Ground.SOLVED, confirming)

    def _judged(
        self, place: Place, verdict: Verdict, ground: Ground, outcome: Outcome, fault: Fault | None = None
    ) -> Judged:
        try:
            exact, is_rounded = self.net.exact(place), place in self.net.exact.rounded
        except UnknownValueError:
            exact, is_rounded = None, False
        return Judged(
            self.net.figures[place],
            verdict,
            ground,
            outcome,
            outcome.best,
            fault,
            self._explanations(place) if verdict is Verdict.CONTRADICTED else (),
            exact,
            is_rounded,
        )

    def _confirming(self, place: Place) -> Outcome | None:
        """Return a check that holds and from which this figure alone can be computed back, to its last digit."""
        number = self.net.figures[place].number
        if number is None:
            return None
        for outcome in self.by_member.get(place, []):
            check = outcome.check
            if not outcome.holds or check.spec.explains_only or check.target == place or check.spec.rule == "grim":
                continue
            span = solved(self.net, check, place)
            if span is not None and list(at_digits(*span, number)) == [number.value]:
                return outcome
        return None

    def _possible(self, place: Place) -> Outcome | None:
        """Return the granularity test that the figure passed, if there was one."""
        tests = (one for one in self.by_target.get(place, []) if one.check.spec.rule == "grim" and one.holds)
        return next(tests, None)

    def _explanations(self, place: Place) -> tuple[Outcome, ...]:
        checks = {check.number for check in self.net.explanations(place)}
        return tuple(one for one in self.net.outcomes if one.check.number in checks and one.holds)


def _harshness(outcome: Outcome) -> int:
    """Return how far the rounding that a holding check needs is from none."""
    order = list(Rounding)
    best = outcome.best
    return order.index(best.rounding) if best is not None and best.rounding is not None else len(order)


def _with_ancestors(net: Net, judged: Judged, wrong: Iterable[Place]) -> Judged:
    """Add the contradicted figures that a figure was computed from, where it follows from them as printed."""
    if judged.finding is None or judged.finding.route is not Route.PRINTED or judged.outcome is None:
        return judged
    if judged.verdict not in (Verdict.REPRODUCED, Verdict.REPRODUCED_BY_TRUNCATION):
        return judged
    found: list[Place] = []
    seen: set[object] = set()
    queue = list(judged.outcome.check.inputs)
    wrong_places = set(wrong)
    while queue:
        source = queue.pop(0)
        if source in seen:
            continue
        seen.add(source)
        if source in wrong_places and isinstance(source, Place):
            found.append(source)
        if not isinstance(source, Named):
            queue.extend(one for check in net.definitions(source) for one in check.inputs)
    return replace(judged, rests_on=tuple(found))
