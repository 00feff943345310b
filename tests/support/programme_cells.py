"""Cells and index rows of made-up offices, and the index errors computed respondent by respondent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.catalog import Catalog
from schemas.instrument import Month
from schemas.programme import Detail, Programme, Questionnaire, Sampling, SamplingMethod, Suppression, Unit
from transforms.exact import written
from transforms.grading import grade_of
from transforms.programme.cells import Cells, Questions, make_cells, pool
from transforms.programme.scopes import LEVELS, groups

GAP = -1  # an empty answer
REGULATIONS = {"skm_2004_14": "kep_25_2004", "skm_2014_9": "permenpan_16_2014", "skm_2017_9": "permenpan_14_2017"}


@dataclass(frozen=True)
class Batch:
    """Respondents of one office in one month: one row of scores each."""

    office: str
    month: Month
    scores: Sequence[Sequence[int]] | NDArray[np.int8]
    province: str = "P"
    office_class: str = "C"


def questions_of(elements: Sequence[str], element_of: Sequence[int] | None = None, code: str = "q") -> Questions:
    """Return questions on a scale to 4; one per element unless ``element_of`` says otherwise."""
    places = tuple(range(len(elements))) if element_of is None else tuple(element_of)
    codes = tuple(f"{elements[place]}_{number}" for number, place in enumerate(places))
    return Questions(code, codes, tuple(elements), places, Fraction(25))


def cells_from(questions: Questions, batches: Iterable[Batch]) -> Cells:
    """Return the cells of batches of respondents."""
    given = [batch for batch in batches if len(batch.scores)]
    people = pd.DataFrame(
        [
            {
                "office_code": batch.office,
                "month_code": batch.month,
                "province_id": batch.province,
                "office_class": batch.office_class,
            }
            for batch in given
            for _ in batch.scores
        ]
    )
    scores = np.array([row for batch in given for row in batch.scores], dtype=np.int8)
    return make_cells(questions, people, scores)


def programme_of(
    instruments: Sequence[str],
    *,
    method: SamplingMethod = "random",
    series: Sequence[str] = (),
    small_n: int = 30,
    confidence_level: str = "0.95",
) -> Programme:
    """Return a programme with these questionnaires."""
    rounding = {"element_mean_digits": 2, "index_digits": 2}
    words = {"reason_id": "uji", "reason_en": "test"}
    return Programme(
        programme_id="test",
        title_id="Uji",
        title_en="Test",
        source="made up",
        data_origin="synthetic",
        data_origin_id="Data buatan",
        data_origin_en="Made-up data",
        first_month="2016-01",
        offices="all",
        questionnaires=tuple(
            Questionnaire.model_validate(
                {"regulation_id": REGULATIONS[code], "instrument_id": code, "rounding": rounding}
            )
            for code in instruments
        ),
        regrade_under=REGULATIONS[instruments[-1]],
        series=tuple(series),
        sampling=Sampling(method=method, **words),
        due_day=5,
        small_n=small_n,
        confidence_level=confidence_level,
        detail=Detail(**words),
        suppression=Suppression(reason="test"),
        unit=Unit(
            ministry_id="K", ministry_en="M", directorate_id="D", directorate_en="D", service_id="L", service_en="S"
        ),
    )


def index_rows(
    cells: Mapping[str, Cells],
    catalog: Catalog,
    applications: Mapping[tuple[str, str], int],
    small_n: int = 30,
) -> pd.DataFrame:
    """Return the columns of ``fact_indices`` that errors need, by definition: slow and simple."""
    rows: list[dict[str, object]] = []
    for code, one in cells.items():
        own = {key: pool(one, where).index(one.questions.factor) for key, where in groups(one, "office").items()}
        table = catalog.regulations[REGULATIONS[code]].band_table
        for level in LEVELS:
            for (scope, period), where in groups(one, level).items():
                pooled = pool(one, where)
                values: dict[str, Fraction | None] = {}
                value = pooled.index(one.questions.factor)
                values["own_respondents" if level == "office" else "pooled_respondents"] = value
                if level != "office":
                    keys = one.keys.iloc[where]
                    offices = sorted(set(keys["office_code"]))
                    known = [(office, own[office, period]) for office in offices if own[office, period] is not None]
                    values["mean_of_offices"] = (
                        sum((index for _, index in known), Fraction(0)) / len(known) if known else None
                    )
                    pairs = list(zip(keys["office_code"], keys["month_code"], strict=True))
                    if all(pair in applications for pair in pairs):
                        weight = dict.fromkeys(offices, 0)
                        for office, month in pairs:
                            weight[office] += applications[office, month]
                        total = sum(weight[office] for office, _ in known)
                        values["weighted_by_applications"] = (
                            sum((index * weight[office] for office, index in known), Fraction(0)) / total
                            if total
                            else None
                        )
                for weighting, exact in values.items():
                    rows.append(
                        {
                            "scope_level": level,
                            "scope_code": scope,
                            "period_code": period,
                            "weighting": weighting,
                            "instrument_id": code,
                            "regulation_id": REGULATIONS[code],
                            "months_with_data_n": one.keys["month_code"].iloc[where].nunique(),
                            "respondents_n": pooled.respondents_n,
                            "elements_n": len(one.questions.element_codes),
                            "ikm_exact": None if exact is None else exact.numerator / exact.denominator,
                            "ikm_exact_fraction": None if exact is None else written(exact),
                            "grade_exact": None if exact is None else grade_of(exact, table).grade,
                            "is_small_n": pooled.respondents_n < small_n,
                        }
                    )
    return pd.DataFrame(rows)
