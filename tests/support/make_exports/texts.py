"""Text exports as offices send them on: KoboToolbox's CSV after a visit to an editor, a spreadsheet, a chat."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from export_writers.delimited import lines

from make_exports import Case

Cells = list[str]

HEADER = [
    "kantor", "jenis_kelamin", "usia", "pendidikan", "pekerjaan", "jenis_layanan",
    *(f"pelayanan/u{number}" for number in range(1, 10)), "_id", "_uuid", "_submission_time",
]  # fmt: skip
WIDTH = 18  # columns of the header


def row(number: int, sent: str, profile: str, scores: str, office: str = "Kanim Pontianak") -> Cells:
    """One line of the export; `scores` are the nine answers, `sent` is UTC as Kobo writes it."""
    return [office, *profile.split(", "), *scores, str(number), f"7d3c1c52-0f4b-4e0a-9b1d-5a6f2c000{number}", sent]


ONE = row(101, "2024-05-03T07:22:10", "laki_laki, 27, d4_s1, swasta, paspor_baru", "434344433")
TWO = row(102, "2024-05-03T07:48:55", "perempuan, 34, sma_smk, wiraswasta, penggantian_paspor", "333234332")
THREE = row(103, "2024-05-06T02:05:31", "perempuan, 19, sma_smk, pelajar_mahasiswa, paspor_baru", "443344423")
FOUR = row(104, "2024-05-17T03:41:02", "laki_laki, 52, s2, pns, izin_tinggal", "344333444")
PEOPLE = [ONE, TWO, THREE, FOUR]


def with_cell(cells: Sequence[str], column: str, value: str) -> Cells:
    """A line with another value in one column."""
    place = HEADER.index(column)
    return [*cells[:place], value, *cells[place + 1 :]]


def text(rows: Sequence[Sequence[str]], separator: str = ";", *, end: str = "\r\n", quote_all: bool = True) -> str:
    """Delimited text, every cell quoted as Kobo writes it."""
    return "".join(f"{line}{end}" for line in lines(rows, separator, quote_all=quote_all))


def reading(
    read: int,
    accepted: int,
    quarantined: int = 0,
    ignored: Mapping[str, int] | None = None,
    values: Mapping[str, Mapping[str, int]] | None = None,
    layout: str = "kobo_skm",
) -> dict[str, Any]:
    """The expectation of one table."""
    found: dict[str, Any] = {"layout_id": layout, "rows_read": read, "accepted": accepted, "quarantined": quarantined}
    found["ignored"] = dict(ignored or {})
    return found | ({} if values is None else {"values": values})


def expect(why: str, one: Mapping[str, Any], findings: Mapping[str, int], **more: Any) -> dict[str, Any]:
    """The expectation of a file that is read as one table; more than its keys may be given, or other values."""
    return {
        "why": why,
        "is_readable": True,
        "format": "text",
        "encoding": "utf-8",
        "delimiter": ";",
        "readings": [one],
        "findings": findings,
        **more,
    }


def refused(why: str, words: str) -> dict[str, Any]:
    """The expectation of a file that no reader opens."""
    return {"why": why, "is_readable": False, "problem_contains": words}


ALL = reading(4, 4)
OTHER_FORM = {"SKM-F-012": 1}


def cases() -> Iterator[Case]:
    yield from _encodings()
    yield from _delimiters()
    yield from _structure()
    yield from _damage()
    yield from _scores()
    yield from _words()


def _encodings() -> Iterator[Case]:
    plain = text([HEADER, *PEOPLE])
    yield Case("text_utf8", "Survei_Kepuasan_Mei_2024.csv", plain.encode(),
               expect("The export as the tool writes it gives no finding at all.",
                      reading(4, 4, values={"survey_month": {"2024-05": 4},
                                            "age": {"age_20_29": 1, "age_30_39": 1, "age_under_20": 1, "age_50_59": 1},
                                            "satisfaction:U8": {"3": 2, "2": 1, "4": 1},
                                            "satisfaction:U9": {"3": 2, "2": 1, "4": 1}}), {}))  # fmt: skip
    yield Case("text_utf8_bom", "Survei Mei 2024 (utf8).csv", plain.encode("utf-8-sig"),
               expect("A byte-order mark that the tool does not write is no part of the first header.",
                      ALL, OTHER_FORM, encoding="utf-8-sig"))  # fmt: skip
    tabs = text([HEADER, *PEOPLE], "\t", quote_all=False)
    yield Case("text_utf16_le", "Survei Mei 2024 Unicode.txt", b"\xff\xfe" + tabs.encode("utf-16-le"),
               expect("Excel's Unicode text is UTF-16 with tabs.", ALL, OTHER_FORM, encoding="utf-16-le",
                      delimiter="\t"))  # fmt: skip
    yield Case("text_utf16_be", "Survei Mei 2024 Mac.txt", b"\xfe\xff" + tabs.encode("utf-16-be"),
               expect("UTF-16 with the bytes the other way round is text all the same.", ALL, OTHER_FORM,
                      encoding="utf-16-be", delimiter="\t"))  # fmt: skip
    ages = [with_cell(one, "usia", age) for one, age in zip(PEOPLE, ("20–29 tahun", "30–39 tahun", "19", "50–59"),
                                                            strict=True)]  # fmt: skip
    yield Case("text_cp1252_en_dash", "rekap mei (simpan excel).csv",
               text([HEADER, *ages], quote_all=False).encode("cp1252"),
               expect("Excel saves Windows-1252, in which the dash of an age band is one byte.",
                      reading(4, 4, values={"age": {"age_20_29": 1, "age_30_39": 1, "age_under_20": 1, "age_50_59": 1}}),
                      OTHER_FORM, encoding="cp1252"))  # fmt: skip
    korean = [with_cell(ONE, "pekerjaan", "회사원"), with_cell(TWO, "pekerjaan", "한국어 강사"), THREE, FOUR]
    yield Case("text_cp949", "survei_wna_korea.csv", text([HEADER, *korean], quote_all=False).encode("cp949"),
               expect("A list filled in on a Korean Windows is in code page 949; other occupations are other.",
                      reading(4, 4, values={"occupation": {"other": 2, "student": 1, "civil_servant": 1}}),
                      OTHER_FORM, encoding="cp949"))  # fmt: skip
    broken = [with_cell(ONE, "usia", "20â€“29 tahun"), TWO, THREE, FOUR]
    yield Case("text_mojibake", "survei_mei_salin_tempel.csv", text([HEADER, *broken]).encode(),
               expect("A dash that was broken before the export is not repaired, and the age it stood in not guessed.",
                      reading(4, 3, 1), {"SKM-F-018": 1, "SKM-R-006": 1}, finding_rows={"SKM-R-006": [2]}))  # fmt: skip
    invisible = [[*HEADER[:6], "pelayanan/\u200bu1", *HEADER[7:]], with_cell(ONE, "kantor", "Kanim\u00a0Pontianak"),
                 with_cell(TWO, "pelayanan/u1", "Sangat\u00a0sesuai\u200b"), THREE, FOUR]  # fmt: skip
    yield Case("text_invisible_characters", "survei dari whatsapp.csv", text(invisible).encode(),
               expect("No-break and zero-width spaces in a header, a name and a label change nothing.",
                      reading(4, 4, values={"satisfaction:U1": {"4": 3, "3": 1}, "office": {"pontianak": 4}}),
                      {}))  # fmt: skip


def _delimiters() -> Iterator[Case]:
    for name, separator, file in (
        ("tab", "\t", "survei_mei.tsv"),
        ("pipe", "|", "survei_mei_pipa.txt"),
        ("comma", ",", "survei_mei_koma.csv"),
    ):
        yield Case(f"text_{name}_delimited", file, text([HEADER, *PEOPLE], separator, quote_all=False).encode(),
                   expect("Another delimiter than the tool's own is read and told.", ALL, OTHER_FORM,
                          delimiter=separator))  # fmt: skip
    yield Case("text_sep_line", "survei_mei_untuk_excel.csv",
               ("sep=;\r\n" + text([HEADER, with_cell(ONE, "pelayanan/u1", "9"), TWO, THREE, FOUR])).encode(),
               expect("A first line for Excel is no row, and rows below it keep their physical numbers.",
                      reading(4, 3, 1), {"SKM-R-001": 1}, finding_rows={"SKM-R-001": [3]}))  # fmt: skip
    commas = [with_cell(ONE, "pelayanan/u1", "4,0"), with_cell(TWO, "pelayanan/u2", "3,5"),
              with_cell(THREE, "pelayanan/u3", "3,00"), FOUR]  # fmt: skip
    yield Case("text_decimal_comma", "Survei Mei (angka desimal).csv",
               text([HEADER, *commas], quote_all=False).encode(),
               expect("4,0 is the score 4; 3,5 is no score and is not rounded.",
                      reading(4, 3, 1, values={"satisfaction:U1": {"4": 2, "3": 1}, "satisfaction:U3": {"4": 2, "3": 1}}),
                      {"SKM-R-002": 1}, finding_rows={"SKM-R-002": [3]}))  # fmt: skip


def _structure() -> Iterator[Case]:
    april = [row(91, "2024-04-18T02:11:40", "perempuan, 41, s1, swasta, paspor_baru", "334434433"),
             row(92, "2024-04-19T06:30:05", "laki_laki, 63, smp, wiraswasta, penggantian_paspor", "443333424")]  # fmt: skip
    yield Case("text_repeated_header", "gabungan april mei.csv", text([HEADER, *april, HEADER, *PEOPLE]).encode(),
               expect("Two months pasted below each other: the second header is no respondent.",
                      reading(7, 6, ignored={"repeated_header": 1}, values={"survey_month": {"2024-04": 2, "2024-05": 4}}),
                      {}))  # fmt: skip
    empty = [""] * WIDTH
    rows = [HEADER, ONE, empty, TWO, empty, empty, THREE, FOUR, empty]
    yield Case("text_blank_rows", "survei mei - spasi.csv", text(rows, quote_all=False).encode(),
               expect("Blank rows between answers count as blank; those below the last answer are no rows.",
                      reading(7, 4, ignored={"blank": 3}), {}))  # fmt: skip
    remarks = ["Antrean lama\nMohon loket ditambah", "", "Sudah baik,\r\nterima kasih", ""]
    breaks = [[*HEADER[:6], "pelayanan\n/u1", *HEADER[7:], "saran"]]
    breaks[0][6] = "pelayanan/u1\n"
    breaks += [[*one, remark] for one, remark in zip(PEOPLE, remarks, strict=True)]
    breaks[4][HEADER.index("pelayanan/u9")] = "7"
    # Lines: header 1 to 2, first 3 to 4, second 5, third 6 to 7, fourth 8.
    yield Case("text_line_breaks_in_quotes", "survei mei dengan saran.csv", text(breaks).encode(),
               expect("Line breaks inside quotation marks end no row, and the row below keeps its physical line.",
                      reading(4, 3, 1), {"SKM-R-001": 1, "SKM-F-019": 1}, finding_rows={"SKM-R-001": [8]},
                      columns_personal={"19": ["free_text"]},
                      hidden=["Mohon loket", "terima kasih"]))  # fmt: skip
    double = [[*HEADER, "pelayanan/u3"], *([*one, "4"] for one in PEOPLE)]
    yield Case("text_duplicate_headers", "survei mei kolom ganda.csv", text(double).encode(),
               expect("Two columns with one header: nobody can say which holds the answers.",
                      reading(4, 0, 4), {"SKM-F-006": 1}))  # fmt: skip
    lacking = [[cell for place, cell in enumerate(one) if place != 14] for one in (HEADER, *PEOPLE)]
    yield Case("text_missing_column", "survei mei tanpa u9.csv", text(lacking).encode(),
               expect("Without the column of one element the file is refused, not read with that element empty.",
                      reading(4, 0, 4), {"SKM-F-005": 1}))  # fmt: skip
    yield Case("text_header_only", "survei juni.csv", text([HEADER]).encode(),
               expect("An export of a month without answers has a header and nothing to read.",
                      reading(0, 0), {"SKM-F-003": 1}))  # fmt: skip
    formulas = ["=1+1", "+4 bagus sekali", "-2+3", "@SUM(A1:A9)"]
    risky = [[*HEADER, "saran"], *([*one, cell] for one, cell in zip(PEOPLE, formulas, strict=True))]
    yield Case("text_formula_like_cells", "survei mei saran formula.csv", text(risky).encode(),
               expect("Text that a spreadsheet would run is text, and none of it is told.",
                      ALL, {"SKM-F-019": 1}, columns_personal={"19": ["free_text"]},
                      hidden=["=1+1", "@SUM", "bagus sekali"]))  # fmt: skip
    marked = ["<script>alert('skm')</script>", "\x1b[31mmerah\x1b[0m", "<img src=x onerror=alert(1)>", "Baik & cepat"]
    shown = [[*HEADER, "saran"], *([*one, cell] for one, cell in zip(PEOPLE, marked, strict=True))]
    shown[4][HEADER.index("pelayanan/u2")] = "<b>4</b>"
    yield Case("text_markup_and_escapes", "survei mei saran aneh.csv", text(shown).encode(),
               expect("Markup and terminal codes never reach a message; in a score they are no score.",
                      reading(4, 3, 1), {"SKM-F-018": 1, "SKM-F-019": 1, "SKM-R-006": 1},
                      finding_rows={"SKM-R-006": [5]}, columns_personal={"19": ["free_text"]},
                      hidden=["<script", "<img", "<b>", "[31m", "merah"]))  # fmt: skip


def _damage() -> Iterator[Case]:
    plain = text([HEADER, *PEOPLE], quote_all=False)
    short = [HEADER, ONE, TWO[:-2], THREE, FOUR]
    yield Case("text_ragged_row", "survei mei baris kurang.csv", text(short, quote_all=False).encode(),
               expect("A row with fewer cells than the header is refused: its cells may have moved.",
                      reading(4, 3, 1), {"SKM-R-008": 1}, finding_rows={"SKM-R-008": [3]}))  # fmt: skip
    long = [HEADER, ONE, TWO, [*THREE[:5], "paspor", *THREE[5:]], FOUR]
    yield Case("text_long_row", "survei mei baris lebih.csv", text(long, quote_all=False).encode(),
               expect("A row with one cell too many is refused: its answers stand one column off.",
                      reading(4, 3, 1), {"SKM-R-008": 1}, finding_rows={"SKM-R-008": [4]}))  # fmt: skip
    cut = plain[: plain.index(";3;4;4;4;104")]  # after the sixth answer of the last person
    yield Case("text_truncated_last_row", "survei mei (unduhan terputus).csv", cut.encode(),
               expect("A download that broke off: the last row is refused and the file told to be cut.",
                      reading(4, 3, 1), {"SKM-F-018": 1, "SKM-R-008": 1}, finding_rows={"SKM-R-008": [5]}))  # fmt: skip
    quoted = text([HEADER, *PEOPLE])
    yield Case("text_truncated_in_quotes", "survei mei (terputus).csv", quoted[: quoted.rindex("2024-05-17")].encode(),
               refused("Cut inside quotation marks, the file could hold anything; it is refused.",
                       "a quotation mark that never closes"))  # fmt: skip
    mixed = text([HEADER, ONE, TWO]) + text([THREE, FOUR], end="\n")
    yield Case("text_mixed_newlines", "survei mei tempel.csv", mixed.encode(),
               expect("Rows pasted from another system end in another way; all are read and it is told.",
                      ALL, {"SKM-F-018": 1}))  # fmt: skip
    yield Case("text_nul_character", "survei mei rusak.csv", plain.replace("wiraswasta", "wira\x00wasta").encode(),
               refused("A NUL character ends a cell for one reader and not for another.", "a NUL character"))  # fmt: skip
    yield Case("text_empty", "survei mei kosong.csv", b"", refused("A file of no bytes.", "an empty file"))
    yield Case("text_blank_lines_only", "survei.csv", b"\r\n\r\n \r\n", refused("Line ends alone are no export.",
                                                                                "an empty file"))  # fmt: skip


def _scores() -> Iterator[Case]:
    five = [row(200 + n, f"2024-05-{n:02}T03:1{n}:00", f"perempuan, {20 + 3 * n}, sma, swasta, paspor_baru", scores)
            for n, scores in enumerate(("554345534", "453554355", "545435545", "343445434", "555453554", "434553445"), 1)]  # fmt: skip
    yield Case("text_other_scale", "survei skala lima.csv", text([HEADER, *five]).encode(),
               expect("Answers 1 to 5 to a questionnaire of 1 to 4: no row is converted, clipped or taken alone.",
                      reading(6, 0, 6), {"SKM-F-020": 1}))  # fmt: skip
    yield Case("text_one_answer_5", "survei mei satu salah.csv",
               text([HEADER, ONE, TWO, with_cell(THREE, "pelayanan/u6", "5"), FOUR]).encode(),
               expect("One answer outside the scale is a mistake in one row.",
                      reading(4, 3, 1), {"SKM-R-001": 1}, finding_rows={"SKM-R-001": [4]}))  # fmt: skip
    odd = ("3;4", "99", "0", "04-Mar", "#DIV/0!", "-", "N/A", "1.234,5")
    strange = [
        with_cell(row(300 + n, f"2024-05-{n:02}T04:00:00", f"laki_laki, {30 + n}, sma, swasta, paspor_baru", "343443432"),
                  "pelayanan/u5", cell)
        for n, cell in enumerate(odd, 1)
    ]  # fmt: skip
    yield Case("text_strange_scores", "survei mei nilai aneh.csv", text([HEADER, *strange, FOUR]).encode(),
               expect("Two answers in one cell, stand-ins, a score that became a date: nothing is guessed or made 0.",
                      reading(9, 1, 8), {"SKM-R-001": 2, "SKM-R-002": 3, "SKM-R-006": 3},
                      finding_rows={"SKM-R-001": [3, 4], "SKM-R-002": [2, 7, 9], "SKM-R-006": [5, 6, 8]}))  # fmt: skip
    blanks = [with_cell(ONE, "pelayanan/u4", ""), with_cell(TWO, "pelayanan/u8", ""), THREE, FOUR]
    yield Case("text_unanswered", "survei mei tidak lengkap.csv", text([HEADER, *blanks]).encode(),
               expect("A question left out is an empty answer of an accepted respondent, never 0.",
                      reading(4, 4, values={"satisfaction:U4": {"": 1, "2": 1, "3": 2},
                                            "satisfaction:U8": {"": 1, "2": 1, "3": 1, "4": 1}}), {}))  # fmt: skip


def _words() -> Iterator[Case]:
    labels = [
        with_cell(ONE, "pelayanan/u1", "Lumayan"),
        with_cell(TWO, "pelayanan/u1", "SANGAT  SESUAI"),
        with_cell(THREE, "pelayanan/u7", "sopan & ramah"),
        FOUR,
    ]
    yield Case("text_unknown_label", "survei mei label.csv", text([HEADER, *labels]).encode(),
               expect("A word that the question does not offer is refused; case, spaces and & do not matter.",
                      reading(4, 3, 1, values={"satisfaction:U1": {"4": 2, "3": 1}, "satisfaction:U7": {"3": 2, "4": 1}}),
                      {"SKM-R-006": 1}, finding_rows={"SKM-R-006": [2]}, hidden=["Lumayan"]))  # fmt: skip
    other = [with_cell(ONE, "pelayanan/u1", "Sangat baik"), with_cell(TWO, "pelayanan/u9", "Sangat baik"), THREE, FOUR]
    yield Case("text_label_of_another_element", "survei mei label tertukar.csv", text([HEADER, *other]).encode(),
               expect("Sangat baik is an answer about facilities, not about requirements.",
                      reading(4, 3, 1, values={"satisfaction:U9": {"4": 2, "3": 1}}),
                      {"SKM-R-006": 1}, finding_rows={"SKM-R-006": [2]}))  # fmt: skip
    both = [with_cell(ONE, "pelayanan/u1", "4 - Sangat sesuai"), with_cell(TWO, "pelayanan/u1", "4 - Sesuai"),
            with_cell(THREE, "pelayanan/u2", "3. Mudah"), FOUR]  # fmt: skip
    yield Case("text_number_and_label", "survei mei angka dan label.csv", text([HEADER, *both]).encode(),
               expect("A number with its label is read where the two agree and refused where they do not.",
                      reading(4, 3, 1, values={"satisfaction:U1": {"4": 2, "3": 1}, "satisfaction:U2": {"3": 2, "4": 1}}),
                      {"SKM-R-006": 1}, finding_rows={"SKM-R-006": [3]}))  # fmt: skip
    profiles = [
        row(401, "2024-05-02T02:00:00", "Pria, 59, D-III, ASN, Perpanjangan paspor", "434344433"),
        row(402, "2024-05-02T03:00:00", "P, 60, SLTA, Ibu rumah tangga, KITAS", "333234332"),
        row(403, "2024-05-02T04:00:00", "W, 20, Sarjana, Polisi, Legalisasi", "443344423"),
        row(404, "2024-05-02T05:00:00", "wanita, 98, SLTP, Pedagang, Paspor", "344333444"),
        row(405, "2024-05-02T06:00:00", "M, 29, , , ", "344323444"),
    ]
    yield Case("text_profile_words", "survei mei profil.csv", text([HEADER, *profiles]).encode(),
               expect("Offices spell profiles in many ways; W could be man or woman and 98 an age or no answer.",
                      reading(5, 3, 2, values={"gender": {"male": 2, "female": 1},
                                               "age": {"age_50_59": 1, "age_60_over": 1, "age_20_29": 1},
                                               "education": {"diploma": 1, "senior_secondary": 1, "not_stated": 1},
                                               "occupation": {"civil_servant": 1, "other": 1, "not_stated": 1},
                                               "service": {"passport_replacement": 1, "stay_permit": 1,
                                                           "not_stated": 1}}),
                      {"SKM-R-006": 2}, finding_rows={"SKM-R-006": [4, 5]}))  # fmt: skip
    offices = [
        with_cell(ONE, "kantor", "Kantor Imigrasi Kelas I TPI Pontianak"),
        with_cell(TWO, "kantor", "Kanim Pontianka"),
        with_cell(THREE, "kantor", "Jabar"),
        with_cell(FOUR, "kantor", "Jakbar"),
    ]
    yield Case("text_offices", "survei mei semua kantor.csv", text([HEADER, *offices]).encode(),
               expect("An office is known by name, alias or class; a slip is only suggested, a province is no office.",
                      reading(4, 2, 2, values={"office": {"pontianak": 1, "jakarta_barat": 1}}),
                      {"SKM-R-005": 2}, finding_rows={"SKM-R-005": [3, 4]}))  # fmt: skip
    dates = [
        ONE,
        with_cell(TWO, "_submission_time", "2027-01-05T03:00:00"),
        with_cell(THREE, "_submission_time", "2024-02-30T03:00:00"),
        with_cell(FOUR, "_submission_time", ""),
        row(105, "kemarin", "laki_laki, 33, s1, swasta, paspor_baru", "434344332"),
        row(106, "1999-05-03T07:22:10", "laki_laki, 38, s1, swasta, paspor_baru", "434344331"),
    ]
    yield Case("text_bad_dates", "survei mei tanggal.csv", text([HEADER, *dates]).encode(),
               expect("A day to come, a day that no calendar has, none, words, and one before there were such surveys.",
                      reading(6, 1, 5, values={"survey_month": {"2024-05": 1}}),
                      {"SKM-R-050": 1, "SKM-R-051": 1, "SKM-R-052": 1, "SKM-R-053": 1, "SKM-R-054": 1},
                      finding_rows={"SKM-R-052": [3], "SKM-R-051": [4], "SKM-R-054": [5], "SKM-R-050": [6],
                                    "SKM-R-053": [7]}, hidden=["kemarin"]))  # fmt: skip
