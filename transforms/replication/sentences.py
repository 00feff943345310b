"""One sentence a figure, in Indonesian and in English, that shows the arithmetic behind its verdict."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from transforms.exact import decimal_text, round_half_up
from transforms.replication.diagnosis import Diagnosis, Slip, diagnose
from transforms.replication.network import Net, Outcome, Route
from transforms.replication.printed import Place
from transforms.replication.rounding import Rounding, shown
from transforms.replication.verdicts import Ground, Judged


class Sentence(NamedTuple):
    """The same sentence in both languages."""

    indonesian: str
    english: str


_ROUNDED: Final[dict[Rounding, Sentence]] = {
    Rounding.EXACT: Sentence("persis seperti tercetak", "exactly as printed"),
    Rounding.NEAREST: Sentence("dibulatkan menjadi angka tercetak", "rounds to the printed figure"),
    Rounding.HALF_UP: Sentence("setengah dibulatkan ke atas", "a tie, rounded half up"),
    Rounding.HALF_EVEN: Sentence("setengah dibulatkan ke angka genap", "a tie, rounded half to even"),
    Rounding.TRUNCATED: Sentence(
        "dipotong, tidak dibulatkan; pembulatan memberi {nearest}", "cut off, not rounded; rounding gives {nearest}"
    ),
    Rounding.TRUNCATED_PADDED: Sentence(
        "dipotong lalu diberi nol di belakang; pembulatan memberi {nearest}",
        "cut off and a zero appended; rounding gives {nearest}",
    ),
    Rounding.WITHIN_INPUT_ROUNDING: Sentence(
        "cocok dalam batas pembulatan statistik yang tercetak", "fits within the rounding of the printed statistic"
    ),
}
_SLIPS: Final[dict[Slip, Sentence]] = {
    Slip.WRONG_DIVISOR: Sentence(
        " Angka tercetak diperoleh bila dibagi {number}.", " The printed figure follows with the divisor {number}."
    ),
    Slip.DECIMAL_POINT_MOVED: Sentence(" Tanda desimal bergeser.", " The decimal mark has moved."),
    Slip.DIGITS_TRANSPOSED: Sentence(" Dua angka bertukar tempat.", " Two digits are transposed."),
    Slip.ONE_DIGIT: Sentence(" Satu angka berbeda.", " One digit differs."),
    Slip.SIGN: Sentence(" Tandanya terbalik.", " The sign is reversed."),
}


def sentence(net: Net, judged: Judged) -> Sentence:
    """Return the sentence on a figure."""
    said = _SAY[judged.ground](net, judged)
    # A number that is cut off ends in an ellipsis, which ends a sentence too.
    return Sentence(comma(said.indonesian).replace("….", "…"), said.english.replace("….", "…"))


def comma(text: str) -> str:
    """Return text with the decimal comma of Indonesian."""
    return re.sub(r"(?<=\d)\.(?=\d)", ",", text)


def _follows(_net: Net, judged: Judged) -> Sentence:
    finding, outcome = judged.finding, judged.outcome
    if finding is None or finding.rounding is None or outcome is None:
        return Sentence("", "")
    rounded = _ROUNDED[finding.rounding]
    nearest = _nearest(judged, finding.expected.number)
    parts = [
        Sentence(f"{finding.expected.formula}: {rounded.indonesian.format(nearest=nearest)}.",
                 f"{finding.expected.formula}: {rounded.english.format(nearest=nearest)}."),
    ]  # fmt: skip
    if finding.route is Route.PRINTED and judged.exact is not None and judged.exact != finding.expected.number:
        value = shown(judged.exact)
        parts.append(
            Sentence(
                f" Dihitung dari angka tercetak; tanpa pembulatan di antaranya nilainya {value}.",
                f" Computed from printed figures; without rounding in between the value is {value}.",
            )
        )
    if judged.rests_on:
        named = _named(judged.rests_on)
        parts.append(
            Sentence(
                f" Bersandar pada angka yang bertentangan: {named}.", f" It rests on a contradicted figure: {named}."
            )
        )
    parts.append(_why(outcome))
    return _joined(parts)


def _solved(_net: Net, judged: Judged) -> Sentence:
    outcome = judged.outcome
    formula = _formula(outcome)
    return Sentence(
        f"Dapat dihitung kembali dari angka lain yang memuatnya: {formula}.",
        f"Can be computed back from other figures that contain it: {formula}.",
    )


def _at_fault(net: Net, judged: Judged) -> Sentence:
    fault = judged.fault
    number = judged.figure.number
    if fault is None or number is None:
        return Sentence("", "")
    instead = " / ".join(
        decimal_text(value, number.digits) if number.digits else shown(value) for value in fault.instead
    )
    failing = [outcome for outcome in net.outcomes if outcome.check in fault.checks]
    formulas = "; ".join(_printed_formula(net, outcome) for outcome in failing)
    said = Sentence(
        f"Tercetak {_quoted(judged)}, tetapi {formulas}. Dengan {instead} semua pemeriksaan terpenuhi, dan hanya dengan "
        "mengubah angka ini.",
        f"Printed {_quoted(judged)}, but {formulas}. With {instead} every check holds, and by changing this figure only.",
    )
    return _joined([said, _slip(net, judged)])


def _does_not_follow(net: Net, judged: Judged) -> Sentence:
    formula = _formula(judged.outcome)
    parts = [
        Sentence(f"Tercetak {_quoted(judged)}, tetapi {formula}.", f"Printed {_quoted(judged)}, but {formula}."),
        _others_tried(net, judged),
        _slip(net, judged),
    ]
    for outcome in judged.explanations:
        explained = _formula(outcome)
        why = outcome.check.spec
        parts.append(
            Sentence(
                f" Angka tercetak diperoleh dari {explained}" + (f": {why.why_id}." if why.why_id else "."),
                f" The printed figure follows from {explained}" + (f": {why.why_en}." if why.why_en else "."),
            )
        )
    if judged.outcome is not None and not judged.explanations:
        parts.append(_why(judged.outcome))
    return _joined(parts)


def _others_tried(net: Net, judged: Judged) -> Sentence:
    """Say what the further rules give that were declared for the figure and do not give it either."""
    others = [
        outcome
        for outcome in net.outcomes
        if outcome.check.target == judged.figure.place
        and outcome is not judged.outcome
        and outcome.findings
        and outcome.check.spec.rule != "grim"
        and not outcome.check.spec.explains_only
    ]
    formulas = [finding.expected.formula for outcome in others for finding in outcome.findings]
    printed = [
        finding.expected.formula
        for outcome in ([judged.outcome] if judged.outcome is not None else [])
        for finding in outcome.findings[1:]
        if finding.expected.formula != _formula(judged.outcome)
    ]
    tried = list(dict.fromkeys([*printed, *formulas]))
    if not tried:
        return Sentence("", "")
    listed = "; ".join(tried)
    return Sentence(f" Juga tidak diperoleh dari {listed}.", f" Nor does it follow from {listed}.")


def _cannot_arise(_net: Net, judged: Judged) -> Sentence:
    formula = _formula(judged.outcome)
    said = Sentence(
        f"Tercetak {_quoted(judged)}, tetapi bilangan bulat terdekat memberi {formula}; angka ini tidak dapat berasal "
        "dari sekian responden.",
        f"Printed {_quoted(judged)}, but the nearest whole numbers give {formula}; the figure cannot come from so many "
        "respondents.",
    )
    return _joined([said, _why(judged.outcome)])


def _do_not_hold(_net: Net, judged: Judged) -> Sentence:
    formula = _formula(judged.outcome)
    return Sentence(
        f"Angka-angka ini tidak cocok satu sama lain: {formula}. Dari cetakan tidak dapat dipastikan mana yang salah.",
        f"These figures do not hold together: {formula}. Print cannot tell which of them is wrong.",
    )


def _missing(_net: Net, judged: Judged) -> Sentence:
    needs_id, needs_en = judged.needs or ("", "")
    said = Sentence(f"Tidak dapat dihitung ulang; diperlukan {needs_id}.", f"Cannot be recomputed; needed: {needs_en}.")
    if judged.outcome is None:
        return said
    return _joined(
        [
            said,
            Sentence(
                " Angka ini mungkin terjadi dengan jumlah responden itu.",
                " The figure is possible with that number of respondents.",
            ),
        ]
    )


_SAY = {
    Ground.FOLLOWS: _follows,
    Ground.SOLVED: _solved,
    Ground.AT_FAULT: _at_fault,
    Ground.DOES_NOT_FOLLOW: _does_not_follow,
    Ground.CANNOT_ARISE: _cannot_arise,
    Ground.DO_NOT_HOLD_TOGETHER: _do_not_hold,
    Ground.MISSING: _missing,
}


# --- parts of sentences ----------------------------------------------------------------------------------------------
def _quoted(judged: Judged) -> str:
    return f"»{judged.figure.printed}«"


def _named(places: Sequence[Place]) -> str:
    return ", ".join(f"[{place}]" for place in places)


def _formula(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    best = outcome.best
    return best.expected.formula if best is not None else outcome.formula


def _printed_formula(net: Net, outcome: Outcome) -> str:
    """Return the arithmetic of a failing check with the figures as printed, the located fault among them."""
    if outcome.findings:
        found = net.follow(outcome.check, {})
        if found is not None:
            return found.formula
    return _formula(outcome)


def _nearest(judged: Judged, value: Fraction | None) -> str:
    number = judged.figure.number
    if number is None or value is None:
        return ""
    return decimal_text(round_half_up(value, number.digits), number.digits)


def _why(outcome: Outcome | None) -> Sentence:
    if outcome is None or outcome.check.spec.why_id is None or outcome.check.spec.why_en is None:
        return Sentence("", "")
    return Sentence(
        f" ({outcome.check.text(outcome.check.spec.why_id)}.)", f" ({outcome.check.text(outcome.check.spec.why_en)}.)"
    )


def _slip(net: Net, judged: Judged) -> Sentence:
    number = judged.figure.number
    if judged.outcome is None or number is None or judged.explanations:
        return Sentence("", "")
    found: Diagnosis | None = diagnose(net, judged.outcome, number)
    if found is None:
        return Sentence("", "")
    said = _SLIPS[found.slip]
    value = shown(found.number) if found.number is not None else ""
    return Sentence(said.indonesian.format(number=value), said.english.format(number=value))


def _joined(parts: Sequence[Sentence]) -> Sentence:
    return Sentence("".join(part.indonesian for part in parts), "".join(part.english for part in parts))
