"""What a reader must know beside a number, in short sentences, Indonesian and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.programme import Sampling, SamplingMethod
from transforms.programme.makeup import Makeup

_METHODS: Final[Mapping[SamplingMethod, tuple[str, str]]] = {
    "census": ("sensus", "census"),
    "random": ("acak", "random"),
    "accidental": ("insidental", "accidental"),
    "purposive": ("purposif", "purposive"),
    "not_stated": ("tidak dinyatakan", "not stated"),
}
ALIKE: Final = (
    "Jawaban responden tidak berbeda, sehingga galatnya tidak dapat ditaksir.",
    "Respondents do not differ, so the error cannot be estimated.",
)


@dataclass(frozen=True)
class Remark:
    """The sentences, joined by a space; None where there is nothing to say."""

    text_id: str | None
    text_en: str | None


def remark_on_index(
    respondents_n: int,
    *,
    is_small: bool,
    is_alike: bool,
    required: int | None,
    has_population: bool,
    sampling: Sampling,
    small_n: int,
) -> Remark:
    """Return what to say beside an index.

    Args:
        respondents_n: respondents of the row.
        is_small: whether they are fewer than the programme calls enough.
        is_alike: whether the standard error is zero though not all applicants were asked.
        required: respondents that Krejcie and Morgan ask for; None without a population.
        has_population: whether the applications of every office and month of the row are known.
        sampling: how respondents were found.
        small_n: what the programme calls enough.
    """
    said = [*_sampling(sampling)]
    if is_small:
        said.append(
            (
                f"Jumlah responden {respondents_n}, kurang dari {small_n}.",
                f"{respondents_n} respondents, fewer than {small_n}.",
            )
        )
    if is_alike:
        said.append(ALIKE)
    if not has_population:
        said.append(("Jumlah pemohon tidak diketahui.", "The number of applications is not known."))
    if required is not None and respondents_n < required:
        said.append(
            (
                f"Responden di bawah {required} menurut Krejcie dan Morgan.",
                f"Fewer respondents than the {required} of Krejcie and Morgan.",
            )
        )
    return _joined(said)


def remark_on_change(
    *, is_small: bool, is_alike: bool, makeups: tuple[Makeup, Makeup] | None, sampling: Sampling, small_n: int
) -> Remark:
    """Return what to say beside a change from one period to another.

    Args:
        is_small: whether either period has fewer respondents than the programme calls enough.
        is_alike: whether the standard error of either is zero though not all applicants are known to have been asked.
        makeups: who is behind the later and the earlier index; None where that is not told.
        sampling: how respondents were found.
        small_n: what the programme calls enough.
    """
    said = [*_sampling(sampling)]
    if is_small:
        said.append(
            (
                f"Responden salah satu periode kurang dari {small_n}.",
                f"Fewer than {small_n} respondents in one of the periods.",
            )
        )
    if is_alike:
        said.append(ALIKE)
    if makeups is not None:
        said.extend(_composition(*makeups))
    return _joined(said)


def _composition(now: Makeup, before: Makeup) -> list[tuple[str, str]]:
    """Return what differs between those behind two indices, so that a change may be one of who was asked or how."""
    said = []
    for name_id, name_en, ours, theirs in (
        ("Bulan", "Months", now.months, before.months),
        ("Kantor", "Offices", now.offices, before.offices),
    ):
        if ours != theirs:
            same = len(ours & theirs)
            said.append(
                (
                    f"{name_id} berisi data: {len(ours)}, tahun sebelumnya {len(theirs)}, yang sama {same}.",
                    f"{name_en} with respondents: {len(ours)}, the year before {len(theirs)}, in both {same}.",
                )
            )
    if now.instruments != before.instruments:
        said.append(
            (
                "Kuesioner kedua periode berbeda; perubahan dapat berasal dari formulirnya.",
                "The questionnaires of the two periods differ; the change may come from the form.",
            )
        )
    return said


def remark_on_sampling(sampling: Sampling) -> Remark:
    """Return what to say beside any figure: that the sample supports no inference, where it does not."""
    return _joined(_sampling(sampling))


def _sampling(sampling: Sampling) -> list[tuple[str, str]]:
    if sampling.supports_inference:
        return []
    method_id, method_en = _METHODS[sampling.method]
    return [
        (
            f"Penarikan sampel: {method_id}; angka berlaku bagi responden saja, bukan bagi semua pemohon.",
            f"Sampling: {method_en}; the figures speak for the respondents only, not for all applicants.",
        )
    ]


def _joined(said: list[tuple[str, str]]) -> Remark:
    if not said:
        return Remark(None, None)
    return Remark(" ".join(one for one, _ in said), " ".join(one for _, one in said))
