"""The picture of a replication audit: one stacked bar a study, and one for all of them, by verdict.

It reads in black and white: each verdict has a symbol, a hatching and its count. Style and file settings are those of
``transforms.publication.charts``: the same audit is the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from transforms.publication.charts import ACCENT, FAINT, INK, MUTED, add_footer, add_heading, footer_text, style
from transforms.publication.display import Language, Words, count, decimals, records, wrapped
from transforms.replication.frames import LABELS
from transforms.replication.verdicts import Verdict

SYMBOLS: Final[Mapping[Verdict, str]] = {
    Verdict.REPRODUCED: "✓",
    Verdict.REPRODUCED_BY_TRUNCATION: "↓",
    Verdict.CONTRADICTED: "✗",
    Verdict.INCONSISTENT_IN_PRINT: "≠",
    Verdict.NOT_RECOMPUTABLE: "?",
}
ALL_STUDIES: Final = Words("Semua studi", "All studies")


@dataclass(frozen=True)
class _Look:
    """How a verdict is drawn: fill, edge and hatching of its segment, and the ink of a label upon it."""

    face: str
    edge: str
    hatch: str | None
    ink: str


_LOOKS: Final[Mapping[Verdict, _Look]] = {
    Verdict.REPRODUCED: _Look(ACCENT, ACCENT, None, "white"),
    Verdict.REPRODUCED_BY_TRUNCATION: _Look("#b9cfe2", ACCENT, "---", INK),
    Verdict.CONTRADICTED: _Look("#a61e22", "white", "xxx", "white"),
    Verdict.INCONSISTENT_IN_PRINT: _Look("#f6dfae", "#7a4d00", "////", INK),
    Verdict.NOT_RECOMPUTABLE: _Look("white", MUTED, None, INK),
}
_WIDTH: Final = 10.4  # inches of the picture
_LEFT, _RIGHT = 0.15, 0.77  # where the bars begin and end, as shares of that
_ROOM: Final = 0.72  # inches from one bar to the next
_TALL: Final = 0.46  # of that is the bar itself


@dataclass(frozen=True)
class Counted:
    """How many printed figures of a study have each verdict, in the order of the verdicts.

    Attributes:
        study: The study, or None for all of them.
        figures: Printed figures by verdict.
    """

    study: str | None
    figures: Mapping[Verdict, int]

    @property
    def printed(self) -> int:
        """All printed figures."""
        return sum(self.figures.values())

    @property
    def recomputable(self) -> int:
        """Printed figures for which print holds what is needed to compute them again."""
        return self.printed - self.figures[Verdict.NOT_RECOMPUTABLE]

    @property
    def reproduced(self) -> int:
        """Printed figures that follow from the others, rounded or cut off."""
        return self.figures[Verdict.REPRODUCED] + self.figures[Verdict.REPRODUCED_BY_TRUNCATION]


def counted(summary: pd.DataFrame, studies: pd.DataFrame) -> list[Counted]:
    """Return the counts of every study in the order of ``studies``, and those of all of them as the last.

    Args:
        summary: Rows of ``out_audit__summary``.
        studies: Rows of ``out_audit__studies``.
    """
    found: dict[str, dict[Verdict, int]] = {
        str(row["study"]): dict.fromkeys(Verdict, 0) for row in records(studies)
    }  # fmt: skip
    for row in records(summary):
        found[str(row["study"])][Verdict(row["verdict"])] += int(row["figures_n"])
    whole = {verdict: sum(figures[verdict] for figures in found.values()) for verdict in Verdict}
    return [*(Counted(study, figures) for study, figures in found.items()), Counted(None, whole)]


def share(part: int, whole: int, language: Language) -> str:
    """Return ``part`` of ``whole`` in percent with one decimal, or a dash where there is no whole."""
    return f"{decimals(Fraction(100 * part, whole), 1, language)}%" if whole else "–"


def short_name(study: str) -> str:
    """Return what a study is called in a picture: the words of its name with capitals."""
    return " ".join(word[:1].upper() + word[1:] for word in study.split("_"))


def verdicts_chart(summary: pd.DataFrame, studies: pd.DataFrame, language: Language) -> Figure:
    """Return one stacked bar a study and one for all of them: the verdicts on the printed figures.

    A bar is the whole of a study, whatever its number of figures; each segment carries its symbol and count, above
    the bar where it is too narrow for them. At the right end stands which share of the printed figures can be
    recomputed, and which share of those reproduces.

    Args:
        summary: Rows of ``out_audit__summary``.
        studies: Rows of ``out_audit__studies``, in the order of the bars.
        language: Language of the words.
    """
    bars = counted(summary, studies)
    note = Words(
        "Panjang setiap batang adalah seluruh angka tercetak satu studi; terulang di ujung kanan mencakup yang "
        "dipotong. Angka dikutip sebagaimana tercetak; putusan "
        "menyangkut hitungan, bukan kejujuran penulis.",
        "Each bar is all of the printed figures of one study; reproduced at the right end includes those cut off. "
        "Figures are quoted as printed; a verdict is about "
        "arithmetic, not about the authors' honesty.",
    ).of(language)
    footer = footer_text([note], _WIDTH + 1)
    top, bottom = 1.14, 0.3 + 0.145 * (footer.count("\n") + 1)
    height = top + bottom + _ROOM * len(bars)
    with style():
        figure = Figure(figsize=(_WIDTH, height))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((_LEFT, bottom / height, _RIGHT - _LEFT, _ROOM * len(bars) / height))
        axes.set_xlim(0, 1)
        axes.set_ylim(len(bars), 0)
        axes.axis("off")
        for position, bar in enumerate(bars):
            _draw_bar(axes, position, bar, language)
        axes.plot([-0.2, 1.3], [len(bars) - 1, len(bars) - 1], color=FAINT, linewidth=0.8, clip_on=False)
        title = Words("Putusan atas angka tercetak", "Verdicts on printed figures").of(language)
        printed = count(bars[-1].printed, language)
        subtitle = Words(
            f"{printed} angka tercetak dari {len(bars) - 1} studi",
            f"{printed} printed figures of {len(bars) - 1} studies",
        ).of(language)
        add_heading(figure, title, subtitle)
        _draw_key(figure, height, language)
        add_footer(figure, footer)
    return figure


def _draw_bar(axes: Axes, position: int, bar: Counted, language: Language) -> None:
    name = ALL_STUDIES.of(language) if bar.study is None else short_name(bar.study)
    middle = position + 0.62
    low = middle - _TALL / 2
    figures = Words("angka", "figures").of(language)
    named = f"{count(bar.printed, language)} {figures}"
    axes.text(-0.018, middle + 0.02, wrapped(name, 16), ha="right", va="bottom", fontsize=9.5, fontweight="bold")
    axes.text(-0.018, middle + 0.07, named, ha="right", va="top", fontsize=8, color=MUTED)
    _draw_share(axes, middle, bar, language)
    if not bar.printed:
        return
    narrow: list[tuple[float, str]] = []
    left = 0.0
    for verdict, number in bar.figures.items():
        width = number / bar.printed
        if not number:
            continue
        look = _LOOKS[verdict]
        axes.add_patch(
            Rectangle(
                (left, low), width, _TALL, facecolor=look.face, edgecolor=look.edge, hatch=look.hatch, linewidth=0.8
            )
        )
        label = f"{SYMBOLS[verdict]} {count(number, language)}"
        if width > _label_width(label) + 0.012:
            box = None if look.hatch is None else {"facecolor": look.face, "edgecolor": "none", "pad": 1.2}
            axes.text(
                left + width / 2, middle, label, ha="center", va="center", color=look.ink, fontsize=9,
                fontweight="bold", bbox=box,
            )  # fmt: skip
        else:
            narrow.append((left + width / 2, label))
        left += width
    _label_narrow(axes, low, narrow)


def _label_width(label: str) -> float:
    """Return about how much of a bar's length a label takes."""
    return (0.078 * len(label) + 0.04) / (_WIDTH * (_RIGHT - _LEFT))


def _label_narrow(axes: Axes, low: float, labels: Sequence[tuple[float, str]]) -> None:
    """Write labels above the bar, each tied to its segment, moved apart as little as keeps them from meeting."""
    widths = [_label_width(label) + 0.004 for _, label in labels]
    for (x, label), place in zip(labels, _apart([x for x, _ in labels], widths), strict=True):
        axes.plot([x, place], [low, low - 0.07], color=MUTED, linewidth=0.6, solid_capstyle="butt", clip_on=False)
        axes.text(place, low - 0.085, label, ha="center", va="bottom", fontsize=8)


def _apart(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Return rising centres of labels of these widths that do not meet, least squares from the ``wanted`` ones.

    With the widths before each label taken off, the centres only have to be in order: labels that are not are
    pooled at their common mean.
    """
    before = [sum(widths[:number]) + widths[number] / 2 for number in range(len(widths))]
    pools: list[list[float]] = []
    for x, offset in zip(wanted, before, strict=True):
        pools.append([x - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1].extend(last)
    shifts = [fmean(pool) for pool in pools for _ in pool]
    return [shift + offset for shift, offset in zip(shifts, before, strict=True)]


def _draw_share(axes: Axes, middle: float, bar: Counted, language: Language) -> None:
    can = share(bar.recomputable, bar.printed, language)
    does = share(bar.reproduced, bar.recomputable, language)
    first = Words(f"{can} dapat dihitung ulang", f"{can} recomputable").of(language)
    second = Words(f"{does} darinya terulang", f"{does} of these reproduced").of(language)
    axes.text(1.018, middle + 0.02, first, va="bottom", fontsize=9, fontweight="bold")
    axes.text(1.018, middle + 0.07, second, va="top", fontsize=8, color=MUTED)


def _draw_key(figure: Figure, height: float, language: Language) -> None:
    """Draw what symbols and hatchings mean, in one line below the subtitle."""
    at = 0.02
    y = 1 - 0.88 / height
    for verdict in Verdict:
        look = _LOOKS[verdict]
        figure.add_artist(
            Rectangle(
                (at, y - 0.08 / height), 0.026, 0.16 / height, transform=figure.transFigure, facecolor=look.face,
                edgecolor=look.edge, hatch=look.hatch, linewidth=0.8,
            )
        )  # fmt: skip
        words = f"{SYMBOLS[verdict]}  {Words(*LABELS[verdict]).of(language)}"
        text = figure.text(at + 0.033, y, words, fontsize=8, va="center")
        extent = text.get_window_extent(figure.canvas.get_renderer())  # type: ignore[attr-defined]
        at = figure.transFigure.inverted().transform((extent.x1, 0))[0] + 0.018
