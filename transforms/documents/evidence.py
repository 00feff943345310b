"""The evidence sheet for items 6.a, 7.a, 8.a and 9.a of form F-02: a level for each, and what it rests on.

The levels and their wording are data (``schemas/documents/statutory.yaml``) with a mark where they are not verified. How a
level follows from what we know is our choice where the form is silent; every choice is said on the sheet and in
docs/methods/documents.md, section 4. An evaluator decides, not this sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from schemas.document_wording import document_wording
from schemas.follow_up import FollowUp
from transforms.documents.follow_up import Completion, Delay, completion, delays, known_until, latest_states
from transforms.documents.view import NOTHING, View, values_of
from transforms.publication.display import Row

_ELECTRONIC: Final = frozenset({"electronic", "social_media", "website", "application"})
_MOST_MEDIA: Final = 5
_MONTHS: Final = ((1, 5), (3, 4), (6, 3), (9, 2), (12, 1))
_MEDIA: Final = {
    "print": ("cetak", "print"),
    "electronic": ("elektronik", "electronic"),
    "social_media": ("media sosial", "social media"),
    "website": ("situs web", "website"),
    "application": ("aplikasi", "application"),
    "billboard": ("reklame", "billboard"),
}


@dataclass(frozen=True)
class Judged:
    """The level of one item, None where nothing is there to judge, with the evidence and the reading behind it."""

    item: str
    level: int | None
    evidence: tuple[str, ...]
    reading: str


def survey_level(*, is_conforming: bool, kinds: frozenset[str], followed_up: bool) -> int:
    """Return the level of item 6.a of a unit that held a survey: each step needs all steps below it."""
    steps = (is_conforming, bool(kinds - _ELECTRONIC), bool(kinds & _ELECTRONIC), followed_up)
    reached = 1
    for number, step in enumerate(steps, start=2):
        if not step:
            break
        reached = number
    return reached


def media_level(kinds: frozenset[str]) -> int:
    """Return the level of item 7.a: the number of kinds of media, 5 for more than four."""
    return min(len(kinds), _MOST_MEDIA)


def completion_level(done: Completion) -> int | None:
    """Return the level of item 8.a: below 30 percent 2, to 80 percent 3, above 4, all 5; None without a plan."""
    share = done.share
    if share is None:
        return None
    if share == 100:
        return 5
    return 4 if share > 80 else 3 if share >= 30 else 2


def speed_level(months: int) -> int:
    """Return the level of item 9.a for a delay in whole months begun: 1, 3, 6, 9, 12 at most are 5, 4, 3, 2, 1; else 0."""
    return next((level for most, level in _MONTHS if months <= most), 0)


def slowest(found: Sequence[Delay]) -> Delay | None:
    """Return the longest delay, the first of equals; None without one."""
    return max(found, key=lambda delay: delay.days, default=None)


def content(view: View, follow_up: FollowUp | None, previous: FollowUp | None) -> dict[str, Any]:
    """Return the values of the evidence sheet of one office and year.

    Raises:
        DocumentError: the release has no index for them.
    """
    as_of = known_until(view.until, follow_up, previous)
    judged = (
        _survey(view, view.indices, follow_up),
        _media(view, follow_up),
        _completion(view, follow_up, previous),
        _speed(view, follow_up, previous, as_of),
    )
    return {
        **view.head("evidence", view.say("Lembar bukti formulir F-02", "Evidence sheet for form F-02")),
        "form": view.wording("evaluation_form"),
        "values": values_of(view, view.indices),
        "items": [_shown(view, one) for one in judged],
        "as_of": view.day(as_of),
        "caution": view.say(
            "Lembar ini dihitung dari tabel yang diterbitkan dan berkas tindak lanjut; penilaian tetap wewenang evaluator.",
            "This sheet is computed from the published tables and the follow-up file; the judgement stays with the evaluator.",
        ),
    }


def _shown(view: View, judged: Judged) -> dict[str, Any]:
    item = document_wording().item(judged.item)
    return {
        "item": item.item,
        "title": view.marked(view.say(item.title_id, item.title_en), item.standing),
        "weight": view.printed(item.weight),
        "level": NOTHING if judged.level is None else str(judged.level),
        "evidence": list(judged.evidence),
        "reading": judged.reading,
        "levels": [
            {
                "level": str(one.level),
                "text": view.marked(view.say(one.text_id, one.text_en), one.standing),
                "is_reached": one.level == judged.level,
            }
            for one in item.levels
        ],
    }


def _kinds(follow_up: FollowUp | None) -> frozenset[str]:
    return frozenset(medium.kind for medium in follow_up.media) if follow_up is not None else frozenset()


def _survey(view: View, indices: Sequence[Row], follow_up: FollowUp | None) -> Judged:
    conforming = all(row["is_in_force"] and not row["is_overridden"] for row in indices)
    done_n = sum(action.done is not None for action in follow_up.actions) if follow_up is not None else 0
    kinds = _kinds(follow_up)
    level = survey_level(is_conforming=conforming, kinds=kinds, followed_up=done_n > 0)
    values = "; ".join(
        f"{view.number(row['ikm_regulation'], view.index_digits(row['instrument_id']))} ({row['grade_regulation'] or NOTHING}, "
        f"{view.text(view.instruments[row['instrument_id']], 'regulation_title')})"
        for row in indices
    )
    return Judged(
        "6.a",
        level,
        (
            view.say(
                f"Responden: {view.count(view.respondents_n)}; IKM: {values}.",
                f"Respondents: {view.count(view.respondents_n)}; IKM: {values}.",
            ),
            view.say(
                "Kuesioner menurut peraturan yang berlaku: " + ("ya." if conforming else "tidak di semua bulan."),
                "Questionnaire of the regulation in force: " + ("yes." if conforming else "not in all months."),
            ),
            view.say(
                f"Media: {_words(view, kinds)}. Tindakan dari rencana laporan {view.period} yang selesai dengan bukti: "
                f"{view.count(done_n)}.",
                f"Media: {_words(view, kinds)}. Actions of the plan in the report of {view.period} done with evidence: "
                f"{view.count(done_n)}.",
            ),
        ),
        view.say(
            "Setiap tingkat mensyaratkan tingkat di bawahnya; ditindaklanjuti berarti paling sedikit satu tindakan dari rencana "
            "tahun ini selesai dengan bukti.‡",
            "Each level needs those below it; followed up means that at least one action of this year's plan is done with "
            "evidence.‡",
        ),
    )


def _words(view: View, kinds: frozenset[str]) -> str:
    return ", ".join(view.say(*words) for kind, words in _MEDIA.items() if kind in kinds) or NOTHING


def _media(view: View, follow_up: FollowUp | None) -> Judged:
    listed = tuple(
        f"{view.say(*_MEDIA[medium.kind])}: {medium.where} ({view.day(medium.published)})"
        for medium in (follow_up.media if follow_up is not None else ())
    )
    return Judged(
        "7.a",
        media_level(_kinds(follow_up)),
        listed or (view.say("Tidak ada media yang dicatat.", "No medium is recorded."),),
        view.say(
            "Dihitung jenis media yang berbeda, bukan jumlah pemuatan.‡",
            "Different kinds of media are counted, not publications.‡",
        ),
    )


def _completion(view: View, follow_up: FollowUp | None, previous: FollowUp | None) -> Judged:
    done = completion(previous, follow_up)
    if previous is None:
        evidence = view.say(
            f"Tidak ada berkas tindak lanjut tahun {int(view.period) - 1}.",
            f"There is no follow-up file of {int(view.period) - 1}.",
        )
    else:
        evidence = view.say(
            f"Rencana dalam laporan {previous.report_year}: {view.count(done.planned_n)}; selesai: {view.count(done.done_n)}; "
            f"{view.count(done.done_n)} / {view.count(done.planned_n)} x 100 = {view.number(done.share, 1)} persen.",
            f"Planned in the report of {previous.report_year}: {view.count(done.planned_n)}; done: {view.count(done.done_n)}; "
            f"{view.count(done.done_n)} / {view.count(done.planned_n)} x 100 = {view.number(done.share, 1)} percent.",
        )
    return Judged(
        "8.a",
        completion_level(done),
        (evidence,),
        view.say(
            "Realisasi dibagi rencana x 100, rencana dari laporan tahun sebelumnya; tanpa rencana tidak ada tingkat.‡",
            "Done over planned x 100, the plan being that of the year before; without a plan there is no level.‡",
        ),
    )


def _speed(view: View, follow_up: FollowUp | None, previous: FollowUp | None, until: date) -> Judged:
    found = delays(latest_states(previous, follow_up).values(), until)
    longest = slowest(found)
    if longest is None:
        evidence: tuple[str, ...] = (view.say("Tidak ada tindakan yang dicatat.", "No action is recorded."),)
    else:
        average = Fraction(sum(delay.days for delay in found), len(found))
        open_n = sum(delay.is_open for delay in found)
        state = view.say("belum selesai", "still open") if longest.is_open else view.say("selesai", "done")
        evidence = (
            view.say(
                f"Tindakan: {view.count(len(found))}, di antaranya {view.count(open_n)} belum selesai per {view.day(until)}.",
                f"Actions: {view.count(len(found))}, of which {view.count(open_n)} still open on {view.day(until)}.",
            ),
            view.say(
                f"Terlama: {longest.action_code}, {view.count(longest.days)} hari ({view.count(longest.months)} bulan), {state}.",
                f"Slowest: {longest.action_code}, {view.count(longest.days)} days ({view.count(longest.months)} months), {state}.",
            ),
            view.say(
                f"Rata-rata: {view.number(average, 1)} hari.",
                f"Average: {view.number(average, 1)} days.",
            ),
        )
    return Judged(
        "9.a",
        None if longest is None else speed_level(longest.months),
        evidence,
        view.say(
            "Dari tanggal disepakati sampai selesai, bulan yang dimulai dihitung penuh; tingkat menurut tindakan terlama dari dua "
            "laporan terakhir, dan tindakan yang belum selesai dihitung sampai tanggal keadaan di atas.‡",
            "From the day of agreement to the day done, months begun count whole; the level is that of the slowest action of the "
            "last two reports, and an open action counts up to the day of the state given above.‡",
        ),
    )
