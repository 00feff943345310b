"""The drawing of a house: every word stands free, the origin is said, the bytes never change."""

import hashlib
import subprocess
import sys
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from schemas.catalog import Catalog, parse
from schemas.house_of_quality import HouseOfQuality
from schemas.instrument import Instrument
from transforms.publication.charts import png, svg
from transforms.publication.display import LANGUAGES, Language
from transforms.publication.house_chart import house_of_quality
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.house_of_quality import House, compute_house

FILE = Path(__file__).parents[2] / "schemas/houses_of_quality/jakarta_2015_house.yaml"
NOTE = "Made-up means for tests."


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return Catalog().instruments["jakarta_2015_13"]


def made_up(**changes: Any) -> House:
    """The Jakarta definition over made-up means, with parts of it exchanged."""
    definition = parse(HouseOfQuality, FILE.read_text(encoding="utf-8"), FILE.name).model_copy(update=changes)
    means = {f"Q{n}": (Fraction(20 + n, 12), Fraction(40 + n % 5, 12)) for n in range(1, 14)}
    return compute_house(definition, means, respondents_n=1200)


def texts(figure: Figure) -> list[Text]:
    found = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [text for text in found if text.get_text().strip()]


def words(figure: Figure) -> str:
    return " ".join(" ".join(text.get_text() for text in texts(figure)).split())


def first_only(house: House) -> dict[str, Any]:
    return {"responses": house.definition.responses[:1], "roof": ()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", ["improvement", "importance", "gap", "one_response"])
def test_no_text_is_cut_or_covers_another(instrument: Instrument, language: Language, shape: str) -> None:
    changes = first_only(made_up()) if shape == "one_response" else {"weight_rule": shape}
    figure = house_of_quality(made_up(**changes), instrument, origin_note=NOTE, language=language)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    width, height = figure.get_size_inches() * figure.dpi
    for said, box in boxes:
        assert box.x0 >= 0, said
        assert box.y0 >= 0, said
        assert box.x1 <= width, said
        assert box.y1 <= height, said
    touching = [(a, b) for (a, first), (b, second) in combinations(boxes, 2) if first.overlaps(second)]
    assert touching == []


@pytest.mark.parametrize(
    ("language", "label", "caption"),
    [
        (
            "id",
            "Buatan kami, tidak tercetak dalam sumber: matriks hubungan, target, titik jual, atap",
            "bukan oleh penulis makalah",
        ),
        (
            "en",
            "Ours, not printed in the source: relationship matrix, goals, sales points, roof",
            "they must not be cited as results of the paper",
        ),
    ],
)
def test_the_picture_says_what_is_ours(instrument: Instrument, language: Language, label: str, caption: str) -> None:
    said = words(house_of_quality(made_up(), instrument, origin_note=NOTE, language=language))
    assert label in said
    assert caption in said
    assert NOTE in said
    assert ("n = 1.200" if language == "id" else "n = 1,200") in said


def test_a_wholly_printed_house_has_no_such_label(instrument: Instrument) -> None:
    house = made_up()
    parts = dict.fromkeys(type(house.definition.provenance).model_fields, "printed")
    printed = made_up(provenance=house.definition.provenance.model_copy(update=parts))
    said = words(house_of_quality(printed, instrument, origin_note=NOTE, language="en"))
    assert "Ours" not in said
    assert "our computation" not in said


def test_a_tie_is_marked(instrument: Instrument) -> None:
    responses = made_up().definition.responses
    twin = responses[1].model_copy(update={"relationships": responses[0].relationships})
    figure = house_of_quality(
        made_up(responses=(responses[0], twin), roof=()), instrument, origin_note=NOTE, language="en"
    )
    assert [text.get_text() for text in texts(figure)].count("1=") == 2


def test_symbols_are_shapes(instrument: Instrument) -> None:
    drawing = svg(house_of_quality(made_up(), instrument, origin_note=NOTE, language="id"))
    assert "<text" not in drawing
    said = words(house_of_quality(made_up(), instrument, origin_note=NOTE, language="id"))
    assert not set(said) & set("◎○△●▲")


def test_same_bytes_in_another_process(instrument: Instrument) -> None:
    figure = house_of_quality(made_up(), instrument, origin_note=NOTE, language="id")
    here = hashlib.sha256(svg(figure).encode() + png(figure)).hexdigest()
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import test_house_chart as t;"
        "f = t.house_of_quality(t.made_up(), t.Catalog().instruments['jakarta_2015_13'], origin_note=t.NOTE,"
        " language='id'); print(hashlib.sha256(t.svg(f).encode() + t.png(f)).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_a_house_that_contradicts_the_instrument_is_not_drawn(instrument: Instrument) -> None:
    with pytest.raises(NotComputableError, match="belongs to the instrument other"):
        house_of_quality(made_up(instrument_id="other"), instrument, origin_note=NOTE, language="id")
