"""MS-Var and MS-Ind say what the questionnaires and regulations say, in Indonesian, and own up to what nobody verified."""

import csv
import io

import pandas as pd
import pytest
from programme_tables import programme

from schemas.catalog import Catalog
from schemas.series import Series, SeriesElement, SeriesMember
from transforms.publication.statistical_metadata import (
    INDICATOR_FIELDS,
    VARIABLE_FIELDS,
    metadata_csv,
    ms_ind,
    ms_var,
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog()


@pytest.fixture(scope="module")
def of_2017(catalog: Catalog) -> pd.DataFrame:
    return ms_var(catalog.instruments["skm_2017_9"], catalog.regulations["permenpan_14_2017"])


def test_a_variable_carries_the_fields_of_ms_var(of_2017: pd.DataFrame) -> None:
    assert tuple(of_2017.columns) == VARIABLE_FIELDS
    assert not of_2017.isna().any().any()
    assert (of_2017 != "").all().all()
    assert list(of_2017["nomor"]) == list(range(1, len(of_2017) + 1))


def test_answers_have_the_words_of_the_regulation(of_2017: pd.DataFrame) -> None:
    cost = of_2017.set_index("alias").loc["U4"]
    # Annex of Permenpan RB 14/2017, question 4
    assert cost["klasifikasi_isian"] == "1 = Sangat mahal; 2 = Cukup mahal; 3 = Murah; 4 = Gratis"
    assert cost["kalimat_pertanyaan"].startswith("Bagaimana pendapat Saudara tentang kewajaran biaya/tarif")
    assert "14 Tahun 2017" in cost["referensi_pemilihan"]


def test_what_names_a_respondent_is_not_open(of_2017: pd.DataFrame) -> None:
    by_alias = of_2017.set_index("alias")
    assert by_alias.loc["respondent", "dapat_diakses_umum"] == "tidak"
    assert by_alias.loc["gender", "dapat_diakses_umum"] == "ya"
    assert "jumlah kecil disembunyikan" in by_alias.loc["gender", "keterangan_akses"]
    assert by_alias.loc["gender", "klasifikasi_isian"].startswith("male = Laki-laki; female = Perempuan")
    assert by_alias.loc["survey_month", "tipe_data"] == "Bulan"


def test_every_questionnaire_that_we_have_gives_one_row_per_question_and_attribute(catalog: Catalog) -> None:
    for instrument in catalog.instruments.values():
        regulation = None if instrument.regulation_id is None else catalog.regulations[instrument.regulation_id]
        frame = ms_var(instrument, regulation)
        assert len(frame) == len(instrument.questions) + len(instrument.attributes), instrument.instrument_id
        assert frame["alias"].is_unique, instrument.instrument_id


def test_a_scale_to_6_is_told(catalog: Catalog) -> None:
    frame = ms_var(catalog.instruments["spak_spkp_2023"], None)
    assert frame["aturan_validasi"].str.contains("1 sampai 6").any()


def test_every_row_says_that_the_form_is_not_verified(catalog: Catalog, of_2017: pd.DataFrame) -> None:
    assert of_2017["keterangan_verifikasi"].str.contains("belum dicocokkan").all()
    declared = programme().model_copy(update={"questionnaires": programme().questionnaires[1:], "series": ()})
    assert ms_ind(declared, catalog)["keterangan_verifikasi"].str.contains("belum dicocokkan").all()


def test_indicators_of_a_programme(catalog: Catalog) -> None:
    # One questionnaire of nine elements: its index twice and nine means; and one series.
    declared = programme().model_copy(update={"questionnaires": programme().questionnaires[1:], "series": ("pair",)})
    pair = Series(
        series_code="pair",
        title_id="Pasangan",
        title_en="Pair",
        source="hand",
        instruments=("skm_2017_9", "skm_2004_14"),
        elements=(
            SeriesElement(
                harmonised_code="persyaratan",
                label_id="Persyaratan",
                label_en="Requirements",
                members=(
                    SeriesMember(instrument_id="skm_2017_9", element_code="U1", confidence="high"),
                    SeriesMember(instrument_id="skm_2004_14", element_code="U2", confidence="high"),
                ),
            ),
        ),
    )
    catalog.series["pair"] = pair
    try:
        frame = ms_ind(declared, catalog)
    finally:
        del catalog.series["pair"]
    assert tuple(frame.columns) == INDICATOR_FIELDS
    assert len(frame) == 2 + 9 + 1
    by_code = frame.set_index("kode_indikator")
    told = by_code.loc["ikm_regulation.skm_2017_9"]
    assert (
        "penimbang 0,11, lalu dikali 25; nilai rata-rata unsur tidak dibulatkan, indeks dibulatkan 2 desimal"
        in (told["metode_penghitungan"])
    )
    assert "B 76,61-88,30 (Baik)" in told["interpretasi"]
    assert told["indikator_komposit"] == "ya"
    assert "(penimbang 1/9) dikali 25" in by_code.loc["ikm_exact.skm_2017_9", "metode_penghitungan"]
    assert by_code.loc["mean_score.skm_2017_9.U3", "variabel_pembangun"] == "U3"
    assert by_code.loc["series_index.pair", "indikator_pembangun"] == "Persyaratan"
    assert set(frame["asal_data"]) == {"Data sintetis: bukan hasil survei"}


def test_indices_beside_skm_are_indicators_where_the_programme_asks_for_them(catalog: Catalog) -> None:
    alone = programme().model_copy(update={"questionnaires": programme().questionnaires[1:], "series": ()})
    beside = alone.model_copy(update={"companions": ("spak_spkp_2023",)})
    added = ms_ind(beside, catalog).iloc[len(ms_ind(alone, catalog)) :].set_index("kode_indikator")
    assert list(added.index) == ["mean_converted.spak", "mean_converted.spkp"]
    spak = added.loc["mean_converted.spak"]
    assert spak["variabel_pembangun"] == "SPAK1; SPAK2; SPAK3; SPAK4; SPAK5"
    assert "Rata-rata skala 1-6 dikali 4/6" in spak["metode_penghitungan"]
    assert "WBK paling sedikit 3,60; WBBM paling sedikit 3,60" in spak["interpretasi"]


def test_csv_reads_back_and_runs_nothing() -> None:
    frame = pd.DataFrame({"a": ['=1+1 "x"', "b,c"], "nomor": [1, 2]})
    read = list(csv.reader(io.StringIO(metadata_csv(frame).decode())))
    assert read == [["a", "nomor"], ['\'=1+1 "x"', "1"], ["b,c", "2"]]
