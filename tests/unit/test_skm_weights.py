"""One survey, three weights in use, three indices: the worked case of 29 respondents, read from both orders of the form."""

import pytest
from skm_study import STUDY
from surveys import compute

from schemas.catalog import Catalog

# n = 29; sums of U1 to U9 in the order of the regulation's list. Every sum is 29 x 3 and as many fours as are left.
SUMS = (105, 101, 100, 116, 102, 105, 106, 105, 115)
N = 29
METHODS = """index_methods:
  - { method_code: exact, weight: equal, rounding: { index_digits: 4 }, is_primary: true }
  - { method_code: w011, weight: "0.11", rounding: { index_digits: 4 } }
  - { method_code: w0111, weight: "0.111", rounding: { index_digits: 4 } }
  - { method_code: w01111, weight: "0.1111", rounding: { index_digits: 4 } }
"""
CODEBOOK = {"list": (1, 2, 3, 4, 5, 6, 7, 8, 9), "form": (1, 2, 3, 4, 5, 6, 7, 9, 8)}


@pytest.fixture(scope="module", params=sorted(CODEBOOK))
def frames(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The published tables of the survey, asked in the order of the list or of the form."""
    order = CODEBOOK[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    text = STUDY.replace("offices: [bogor, jayapura, tangerang]", "offices: [bogor]")
    start, end = text.index("index_methods:"), text.index("respondent_unique_within")
    asked = ", ".join(f"U{element}: P{place}" for place, element in sorted(enumerate(order, 1), key=lambda one: one[1]))
    layout = (
        "layout_id: kolom_p\ninstrument_id: skm_2017_9\ntitle: Kolom P1 sampai P9\nsource: made for this test\n"
        "file: { format: text, delimiter: ',', encoding: utf-8, has_bom: false }\n"
        "attributes:\n  respondent: { header: 'No' }\n  office: { header: Kantor }\n  survey_month: { header: Tanggal }\n"
        + "".join(
            f"  {name}: {{ not_asked: true }}\n" for name in ("gender", "age", "education", "occupation", "service")
        )
        + f"element_codebook: {{ satisfaction: {{ {asked} }} }}\n"
    )
    for name, content in {
        "studies/skm_mei.yaml": text[:start] + METHODS + text[end:],
        "layouts/kolom_p.yaml": layout,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content.lstrip(), encoding="utf-8")
    lines = ["No,Kantor,Tanggal," + ",".join(f"P{place}" for place in range(1, 10))]
    for person in range(N):
        scores = (4 if person < SUMS[element - 1] - 3 * N else 3 for element in order)
        lines.append(f"{person + 1},Kanim Bogor,2024-05-06," + ",".join(map(str, scores)))
    return compute(Catalog(folder), "skm_mei", {"bogor.csv": ("\n".join(lines) + "\n").encode()})


def test_each_weight_gives_the_index_that_is_published_with_it(frames: dict) -> None:
    found = frames["out_skm__indices"].query("scope == 'cohort'").set_index("method_code")
    # The sums add up to 955: 955 / 29 / 9 x 25 = 23875 / 261 = 91.47509...
    assert found.loc["exact", "ikm_exact_fraction"] == "23875/261"
    # 955 / 29 x 25 = 823.27586...; times 1/9, 0.11, 0.111, 0.1111
    shown = {method: f"{row['ikm_regulation']:.4f}" for method, row in found.iterrows()}
    assert shown == {"exact": "91.4751", "w011": "90.5603", "w0111": "91.3836", "w01111": "91.4659"}
    assert set(found["grade_regulation"]) == {"A"}


def test_the_ranking_does_not_depend_on_the_order_in_which_the_form_asks(frames: dict) -> None:
    means = frames["out_skm__element_means"].query("scope == 'cohort'").set_index("element_code")["score_sum"]
    assert tuple(means[f"U{number}"] for number in range(1, 10)) == SUMS
    lowest = means.sort_values(kind="stable").index[:3]
    assert list(lowest) == ["U3", "U2", "U5"]  # 100, 101, 102
