"""Every column that a table of ours may have, described once.

A table (``schemas.published``) names fields from here; the pandera schema, the DuckDB comments, the data package
and the dictionary are all rendered from them. The same quantity has the same name in every table; a suffix says the
unit: ``_code`` needs a look-up, ``_n`` is a count, ``_pct`` runs from 0 to 100, ``_fraction`` is an exact rational
written ``numerator/denominator``, ``_id``/``_en`` on a label or message is its language.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The type of a field, with its DuckDB type."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    NUMBER = "DOUBLE"
    DECIMAL = "DECIMAL(18,4)"
    BOOLEAN = "BOOLEAN"


@dataclass(frozen=True)
class Field:
    """One column: its name, type, unit, meaning and what may stand in it."""

    name: str
    kind: Kind
    unit: str
    title_id: str
    description: str
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = field(default=())
    pattern: str | None = None
    is_public: bool = True

    def but(self, **changes: object) -> "Field":
        """Return this field with some attributes changed, for a table where it means the same but may be empty."""
        return replace(self, **changes)  # type: ignore[arg-type]


NONE: Final = "none"
SCORE: Final = "instrument scale"
COUNT: Final = "respondents"

MEASURES: Final = ("satisfaction", "importance")
SCOPES: Final = ("office", "cohort")
CROSSHAIRS: Final = ("mean", "median", "midrange", "scale_mid", "fixed")
TIE_RULES: Final = ("gt", "ge")
QUADRANTS: Final = ("priority_improve", "maintain", "low_priority", "possible_overkill")
DATA_ORIGINS: Final = ("survey", "reconstructed_from_printed_margins", "synthetic")
FATES: Final = ("accepted", "quarantined", "filtered", "blank", "ignored")
FRACTION: Final = r"^-?\d+/[1-9]\d*$"


def _text(name: str, title_id: str, description: str, **more: object) -> Field:
    return Field(name, Kind.TEXT, NONE, title_id, description, **more)  # type: ignore[arg-type]


def _count(name: str, title_id: str, description: str, unit: str = COUNT) -> Field:
    return Field(name, Kind.INTEGER, unit, title_id, description, minimum=0)


def _flag(name: str, title_id: str, description: str) -> Field:
    return Field(name, Kind.BOOLEAN, NONE, title_id, description)


# --- which study, which population ---------------------------------------------------------------------------------
study_id = _text("study_id", "Kode studi", "The study (one cohort) that the row belongs to; a file in schemas/studies.")
data_origin = _text(
    "data_origin",
    "Asal data",
    "What the respondents behind the row are: a real survey, respondents reconstructed from the margins that a "
    "paper printed, or synthetic ones. A number must never be quoted without it.",
    allowed=DATA_ORIGINS,
)
scope = _text(
    "scope",
    "Cakupan",
    "What the row summarises: one office, or all offices of the cohort pooled.",
    allowed=SCOPES,
)
scope_code = _text(
    "scope_code",
    "Kode cakupan",
    "The office code when scope is office; the word cohort when it is the pooled cohort.",
)
is_focus = _flag("is_focus", "Fokus studi", "True when the row is the office that the study analyses in depth.")
office_code = _text("office_code", "Kode kantor", "The immigration office; looked up in the table of offices.")
office_name_id = _text("office_name_id", "Nama kantor", "Name of the office, Indonesian, without its class.")
office_class = _text(
    "office_class",
    "Kelas kantor",
    "Class of the office at the time of the survey (Kelas I Khusus, I, II, III); empty when not known.",
    nullable=True,
)
province_id = _text(
    "province_id",
    "Provinsi",
    "Province of the office, Indonesian; empty when it is not one place.",
    nullable=True,
)
service_year_code = _text(
    "service_year_code",
    "Tahun atau bulan pelayanan",
    "Year or month to which the answers belong, as the questionnaire's answer code (2015, before_2010, or 2024-05).",
)
measure = _text(
    "measure",
    "Ukuran",
    "Which question was asked of the element: satisfaction or importance.",
    allowed=MEASURES,
)

# --- the instrument ------------------------------------------------------------------------------------------------
instrument_id = _text("instrument_id", "Kode instrumen", "The questionnaire; a file in schemas/instruments.")
regulation_id = _text(
    "regulation_id",
    "Kode peraturan",
    "The regulation whose bands grade the index; a file in schemas/regulations.",
)
element_code = _text(
    "element_code",
    "Kode unsur",
    "The questionnaire's element (unsur pelayanan); looked up in the table of elements.",
)
element_number = Field(
    "element_number",
    Kind.INTEGER,
    NONE,
    "Nomor unsur",
    "Position of the element in the questionnaire, from 1.",
    minimum=1,
)
element_label_id = _text(
    "element_label_id", "Unsur pelayanan", "The element's wording in Indonesian, as the source prints it."
)
element_label_en = _text("element_label_en", "Unsur (Inggris)", "The element in English; our translation.")
regulation_element_number = Field(
    "regulation_element_number",
    Kind.INTEGER,
    NONE,
    "Nomor unsur peraturan",
    "Number of the regulation's element that this element corresponds to; empty when there is none.",
    nullable=True,
    minimum=1,
)
items_n = _count("items_n", "Jumlah butir", "Questions by which the element is asked; 1 where it has one.", "questions")
regulation_match_confidence = _text(
    "regulation_match_confidence",
    "Keyakinan padanan",
    "How sure we are that the element corresponds to that of the regulation.",
    allowed=("high", "medium", "low"),
)
score = Field(
    "score",
    Kind.INTEGER,
    SCORE,
    "Skor",
    "One point of the answer scale; every point has a row, chosen or not.",
    minimum=0,
)
band_table_id = _text(
    "band_table_id", "Tabel mutu", "The band table that turns an index into a grade; looked up in the table of bands."
)
grade = _text("grade", "Mutu pelayanan", "Grade letter, A best.")
performance_id = _text("performance_id", "Kinerja unit pelayanan", "The regulation's Indonesian words for the grade.")
performance_en = _text("performance_en", "Kinerja (Inggris)", "The same in English; our translation.")
band_lower = Field(
    "band_lower",
    Kind.DECIMAL,
    "index 0-100",
    "Batas bawah",
    "Lower edge of the band; an index, rounded by the band table's rule, at or above it has the grade.",
)
band_upper = Field(
    "band_upper",
    Kind.DECIMAL,
    "index 0-100",
    "Batas atas",
    "Upper edge as printed in the regulation; it decides nothing.",
)
source = _text("source", "Sumber", "Where the fact comes from.")
confidence = _text(
    "confidence",
    "Keyakinan",
    "How sure we are of the fact: high, medium or low.",
    allowed=("high", "medium", "low"),
)

# --- answers and moments -------------------------------------------------------------------------------------------
respondents_n = _count("respondents_n", "Jumlah responden", "Respondents in the population of the row.")
answers_n = _count("answers_n", "Jumlah jawaban", "Filled answers; respondents minus missing answers.", "answers")
missing_n = _count("missing_n", "Jawaban kosong", "Respondents of the population who left the answer empty.", "answers")
answers_pct = Field(
    "answers_pct",
    Kind.NUMBER,
    "percent of answers_n",
    "Persen jawaban",
    "Share of the filled answers that chose this score; empty when nobody answered.",
    nullable=True,
    minimum=0,
    maximum=100,
)
score_sum = _count("score_sum", "Jumlah nilai", "Exact integer sum of the scores.", SCORE)
mean_score = Field(
    "mean_score",
    Kind.NUMBER,
    SCORE,
    "Nilai rata-rata (NRR)",
    "Mean score: score_sum / answers_n for an element, the mean of the element means for a whole measure. Nearest double of mean_score_fraction.",
    nullable=True,
)
mean_score_fraction = _text(
    "mean_score_fraction",
    "NRR (pecahan)",
    "mean_score as an exact fraction.",
    nullable=True,
    pattern=FRACTION,
)
mean_score_rounded = Field(
    "mean_score_rounded",
    Kind.DECIMAL,
    SCORE,
    "NRR dibulatkan",
    "mean_score rounded half up to 2 decimals, decided on the exact fraction.",
    nullable=True,
)
elements_n = _count("elements_n", "Jumlah unsur", "Elements of the instrument.", "elements")

# --- index ---------------------------------------------------------------------------------------------------------
method_code = _text("method_code", "Kode metode", "Name of the index method declared in the study file.")
is_primary = _flag("is_primary", "Metode utama", "True for the method that the study declares as its own.")
weight_method = _text(
    "weight_method",
    "Cara penimbang",
    "How element weights arise: equal (1/number of elements) or declared (a printed decimal).",
    allowed=("equal", "declared"),
)
element_weight = _text(
    "element_weight",
    "Nilai penimbang",
    "The weight of one element, as an exact fraction or the declared decimal.",
)
rounding_rule = _text(
    "rounding_rule",
    "Aturan pembulatan",
    "What is rounded on the way to ikm_regulation, to how many decimals, and how ties go.",
)
ikm_exact = Field(
    "ikm_exact",
    Kind.NUMBER,
    "index 0-100",
    "IKM eksak",
    "Index from exact element means with weights 1/number of elements, not rounded. Nearest double of ikm_exact_fraction.",
    nullable=True,
)
ikm_exact_fraction = _text(
    "ikm_exact_fraction",
    "IKM eksak (pecahan)",
    "ikm_exact as an exact fraction.",
    nullable=True,
    pattern=FRACTION,
)
grade_exact = _text("grade_exact", "Mutu menurut IKM eksak", "Grade of ikm_exact by the band table.", nullable=True)
ikm_regulation = Field(
    "ikm_regulation",
    Kind.DECIMAL,
    "index 0-100",
    "IKM menurut peraturan",
    "Index with the declared weight and the declared rounding. A declared weight such as 0.077 x 13 can push it above 100.",
    nullable=True,
)
grade_regulation = _text(
    "grade_regulation", "Mutu menurut peraturan", "Grade of ikm_regulation by the band table.", nullable=True
)
ikm_published = _text(
    "ikm_published",
    "IKM tercetak",
    "What the office or paper printed, as text with its decimal comma; empty when it printed none.",
    nullable=True,
)
grade_published = _text(
    "grade_published", "Mutu tercetak", "The grade that the office or paper printed.", nullable=True
)
is_grade_changed_by_method = _flag(
    "is_grade_changed_by_method",
    "Mutu berubah karena metode",
    "True when the declared weight or rounding alone gives another grade than the exact index.",
)

# --- gap and importance-performance --------------------------------------------------------------------------------
satisfaction_mean = Field(
    "satisfaction_mean", Kind.NUMBER, SCORE, "Rata-rata kepuasan", "Mean satisfaction (performance, X)."
)
importance_mean = Field("importance_mean", Kind.NUMBER, SCORE, "Rata-rata kepentingan", "Mean importance (Y).")
gap = Field(
    "gap",
    Kind.NUMBER,
    SCORE,
    "Kesenjangan (gap)",
    "Mean satisfaction minus mean importance; negative means expectations are not met.",
)
gap_fraction = _text("gap_fraction", "Kesenjangan (pecahan)", "gap as an exact fraction.", pattern=FRACTION)
conformity_pct = Field(
    "conformity_pct",
    Kind.NUMBER,
    "percent",
    "Tingkat kesesuaian (Tki)",
    "Satisfaction over importance times 100: per element the ratio of the means; for a whole scope the ratio of the sums of element means, not the mean of the ratios.",
    minimum=0,
)
conformity_fraction = _text(
    "conformity_fraction", "Tki (pecahan)", "conformity_pct as an exact fraction.", pattern=FRACTION
)
gap_rank = Field(
    "gap_rank",
    Kind.INTEGER,
    "rank",
    "Peringkat kesenjangan",
    "1 is the most negative gap of the scope; equal gaps share a rank.",
    minimum=1,
)
crosshair = _text(
    "crosshair",
    "Garis potong",
    "Where the lines of the importance-performance matrix stand: mean, median or midrange of the element means, middle of the scale, or a fixed point.",
    allowed=CROSSHAIRS,
)
tie_rule = _text(
    "tie_rule",
    "Aturan seri",
    "Whether an element exactly on a line counts as high (ge) or not (gt).",
    allowed=TIE_RULES,
)
is_declared = _flag(
    "is_declared",
    "Dinyatakan studi",
    "True for the crosshair and tie rule that the study declares; the other rows show how far the result depends on them.",
)
satisfaction_cut = Field("satisfaction_cut", Kind.NUMBER, SCORE, "Garis kepuasan", "Position of the vertical line.")
satisfaction_cut_fraction = _text(
    "satisfaction_cut_fraction",
    "Garis kepuasan (pecahan)",
    "satisfaction_cut as an exact fraction.",
    pattern=FRACTION,
)
importance_cut = Field("importance_cut", Kind.NUMBER, SCORE, "Garis kepentingan", "Position of the horizontal line.")
importance_cut_fraction = _text(
    "importance_cut_fraction",
    "Garis kepentingan (pecahan)",
    "importance_cut as an exact fraction.",
    pattern=FRACTION,
)
is_satisfaction_high = _flag(
    "is_satisfaction_high",
    "Kepuasan tinggi",
    "Whether the element lies right of the vertical line, by the tie rule, decided on exact fractions.",
)
is_importance_high = _flag(
    "is_importance_high",
    "Kepentingan tinggi",
    "Whether the element lies above the horizontal line, by the tie rule, decided on exact fractions.",
)
quadrant = _text("quadrant", "Kuadran", "Quadrant by meaning, whatever numeral an author gives it.", allowed=QUADRANTS)
quadrant_label_id = _text(
    "quadrant_label_id",
    "Arti kuadran",
    "The quadrant's Indonesian name (Prioritas utama, Pertahankan prestasi, Prioritas rendah, Berlebihan).",
)

# --- cohort and accounting -----------------------------------------------------------------------------------------
step_number = Field(
    "step_number",
    Kind.INTEGER,
    NONE,
    "Nomor langkah",
    "Order of the filter step; 0 is what was accepted from the files.",
    minimum=0,
)
step_code = _text("step_code", "Kode langkah", "Name of the filter step in the study file.")
step_effect = _text(
    "step_effect",
    "Akibat langkah",
    "start: nothing removed; cohort: the rows leave the study; focus: the rows stay in the comparison and leave the in-depth analysis.",
    allowed=("start", "cohort", "focus"),
)
reason_id = _text("reason_id", "Alasan", "Why rows were removed, Indonesian.")
reason_en = _text("reason_en", "Alasan (Inggris)", "Why rows were removed, English.")
rows_before_n = _count("rows_before_n", "Baris sebelum", "Respondents before the step.")
rows_removed_n = _count("rows_removed_n", "Baris dikeluarkan", "Respondents that the step removed.")
rows_after_n = _count("rows_after_n", "Baris sesudah", "Respondents left after the step.")
population = _text(
    "population",
    "Populasi",
    "accepted: all respondents accepted from the files; cohort: those left by the cohort steps; focus: those of the focus office.",
    allowed=("accepted", "cohort", "focus"),
)
attribute_code = _text(
    "attribute_code",
    "Kode karakteristik",
    "A question about the respondent or the visit (year, use of an agent, online filing, ...).",
)
answer_code = _text("answer_code", "Kode jawaban", "One answer that the questionnaire offers to that question.")
answer_label_id = _text("answer_label_id", "Jawaban", "The answer's Indonesian words.")
answer_label_en = _text("answer_label_en", "Jawaban (Inggris)", "The answer in English.")
fate = _text(
    "fate",
    "Nasib baris",
    "What became of the rows: accepted, quarantined, filtered, blank, or ignored as no answer.",
    allowed=FATES,
)
reason_code = _text(
    "reason_code",
    "Kode alasan",
    "Why: a finding code for quarantined rows, a step code for filtered ones, cohort or focus for accepted ones, blank otherwise.",
)
rows_n = _count("rows_n", "Jumlah baris", "Rows of the file with this fate and reason.", "rows")

# --- files and findings --------------------------------------------------------------------------------------------
file_name = _text("file_name", "Nama berkas", "Name of the raw file inside the study's raw folder.")
file_sha256 = _text("file_sha256", "SHA-256 berkas", "Hash of the raw file's bytes.", pattern=r"^[0-9a-f]{64}$")
file_status = _text(
    "file_status",
    "Status berkas",
    "accepted when its rows were read, refused when the whole file was.",
    allowed=("accepted", "refused"),
)
size_bytes = _count("size_bytes", "Ukuran", "Size of the raw file.", "bytes")
layout_id = _text(
    "layout_id",
    "Tata letak",
    "The export layout by which the file was read; empty when none fitted.",
    nullable=True,
)
file_format = _text(
    "file_format",
    "Format",
    "What the bytes are: text, xlsx, xls, ods, html, sav, dta or parquet; empty when none.",
    nullable=True,
)
sniffed = _text(
    "sniffed",
    "Hasil pengenalan",
    "What was seen in the bytes: encoding, byte-order mark, delimiter, sheet, header depth.",
)
received_date = _text(
    "received_date",
    "Tanggal diterima",
    "Date on which the file was received, from its origin sidecar; empty without one.",
    nullable=True,
    pattern=r"^\d{4}-\d{2}-\d{2}$",
)
rows_read_n = _count(
    "rows_read_n",
    "Baris terbaca",
    "Rows below the header, blank ones included, counted by a second reader.",
    "rows",
)
rows_accepted_n = _count("rows_accepted_n", "Baris diterima", "Rows that became respondents.", "rows")
rows_quarantined_n = _count("rows_quarantined_n", "Baris dikarantina", "Rows refused with a finding.", "rows")
rows_blank_n = _count("rows_blank_n", "Baris kosong", "Rows without any value.", "rows")
rows_ignored_n = _count(
    "rows_ignored_n",
    "Baris bukan jawaban",
    "Rows that are no answers: totals and remarks, repeated headers, column numbers, submissions left out by the layout.",
    "rows",
)
finding_number = Field(
    "finding_number",
    Kind.INTEGER,
    NONE,
    "Nomor temuan",
    "Order of the finding in the run, from 1.",
    minimum=1,
)
severity = _text(
    "severity", "Tingkat", "refuse_file, refuse_row or warn.", allowed=("refuse_file", "refuse_row", "warn")
)
finding_code = _text(
    "finding_code",
    "Kode temuan",
    "Stable code, listed in docs/dictionary/findings.md.",
    pattern=r"^SKM-[FRTW]-\d{3}$",
)
sheet = _text("sheet", "Lembar", "Sheet of the workbook; empty for other formats.", nullable=True)
row_number = Field(
    "row_number",
    Kind.INTEGER,
    "physical row, from 1",
    "Nomor baris",
    "Row as a spreadsheet or text editor counts it; empty when the finding is about the file.",
    nullable=True,
    minimum=1,
)
column_name = _text(
    "column_name",
    "Nama kolom",
    "Header of the column in the file; empty when the finding is about the row or file.",
    nullable=True,
)
value_seen = _text(
    "value_seen",
    "Nilai ditemukan",
    "The value when it is a number or a word of the questionnaire's own vocabulary; otherwise only its kind and length, because it could be personal.",
    nullable=True,
)
expected = _text("expected", "Yang diharapkan", "What would have been right.")
message_id = _text("message_id", "Pesan", "Where, what was found, what was expected and what to do, Indonesian.")
message_en = _text("message_en", "Pesan (Inggris)", "The same in English.")

# --- the replication audit -----------------------------------------------------------------------------------------
VERDICTS: Final = (
    "reproduced",
    "reproduced_by_truncation",
    "contradicted",
    "inconsistent_in_print",
    "not_recomputable",
)
GROUNDS: Final = (
    "follows", "solved", "at_fault", "does_not_follow", "cannot_arise", "do_not_hold_together", "missing",
)  # fmt: skip
ROUNDINGS: Final = (
    "exact", "nearest", "half_up", "half_even", "truncated", "truncated_padded", "within_input_rounding",
)  # fmt: skip
study = _text("study", "Studi", "The printed study; the name of its folder of reference data.")
figure_number = Field(
    "figure_number", Kind.INTEGER, NONE, "Nomor angka", "Order of the figure in published.csv, from 1.", minimum=1
)
printed_table = _text("table", "Tabel", "Table, figure or part of the text in which the figure is printed.")
printed_row = _text("row", "Baris", "Row of the printed table.")
printed_column = _text("column", "Kolom", "Column of the printed table; empty where there is none.")
printed = _text("printed", "Tercetak", "The figure exactly as the paper prints it; empty where it prints nothing.")
decimal_mark = _text(
    "decimal_mark",
    "Tanda desimal",
    "The decimal mark that was printed; empty for a whole number or words.",
    nullable=True,
)
printed_decimals = Field(
    "printed_decimals",
    Kind.INTEGER,
    NONE,
    "Angka desimal",
    "How many decimals were printed; empty where no single number was.",
    nullable=True,
    minimum=0,
)
verdict = _text(
    "verdict",
    "Putusan",
    "What can be said of the figure: it follows from the study's other figures when rounded, or only when cut off; it "
    "contradicts them; it is one of several that cannot all be right, without print telling which; or nothing printed "
    "gives it.",
    allowed=VERDICTS,
)
verdict_label_id = _text("verdict_label_id", "Sebutan putusan", "The verdict in Indonesian words.")
ground = _text(
    "ground",
    "Dasar putusan",
    "What the verdict rests on: the figure follows from others (follows), can be computed back from one that contains "
    "it (solved), is the one figure that alone would put failing checks right (at_fault), does not follow from its "
    "sources (does_not_follow), cannot come from so many whole answers (cannot_arise), disagrees with its peers "
    "(do_not_hold_together), or would need what is not printed (missing).",
    allowed=GROUNDS,
)
rule = _text("rule", "Kaidah", "The rule that decided, as audit files name it; empty where none could.", nullable=True)
printed_rounding = _text(
    "printed_rounding",
    "Aturan pembulatan",
    "The mildest rule under which the computed value is printed so: no rounding needed, the nearest number, a tie "
    "rounded half up or half to even, cut off, cut off with a zero appended, or within the rounding of a printed "
    "test statistic. Empty where no rule gives it.",
    nullable=True,
    allowed=ROUNDINGS,
)
route = _text(
    "route",
    "Jalur hitung",
    "Whether the deciding value was computed from counts on without rounding in between (exact) or from the figures "
    "as printed (printed).",
    nullable=True,
    allowed=("exact", "printed"),
)
exact_fraction = Field(
    "exact_fraction",
    Kind.TEXT,
    "as printed",
    "Nilai eksak (pecahan)",
    "The value computed from the most primary printed figures on, as numerator/denominator; empty for words and where "
    "it cannot be computed.",
    nullable=True,
    pattern=FRACTION,
)
exact_value = Field(
    "exact_value",
    Kind.NUMBER,
    "as printed",
    "Nilai eksak",
    "The same as a number.",
    nullable=True,
)
exact_words = _text(
    "exact_words", "Kata eksak", "The words that follow, where the figure is words; empty for numbers.", nullable=True
)
is_exact_from_rounded = Field(
    "is_exact_from_rounded",
    Kind.BOOLEAN,
    NONE,
    "Dari angka bulatan",
    "True when a rounded printed figure had to be used for the value, because nothing more primary is printed.",
)
instead = _text(
    "instead",
    "Seharusnya",
    "For a figure at fault: the value, or the values, with which every check would hold; separated by a slash.",
    nullable=True,
)
rests_on = _text(
    "rests_on",
    "Bersandar pada",
    "Contradicted figures that this one was computed from, although it follows from them; separated by semicolons.",
    nullable=True,
)
sentence_id = _text("sentence_id", "Kalimat", "The arithmetic behind the verdict, Indonesian.")
sentence_en = _text("sentence_en", "Kalimat (Inggris)", "The same in English.")
figures_n = _count("figures_n", "Jumlah angka", "Number of printed figures.", "printed figures")
check_number = Field(
    "check_number", Kind.INTEGER, NONE, "Nomor pemeriksaan", "Order of the check in the audit file, from 1.", minimum=1
)
target = _text(
    "target", "Sasaran", "The figure that the check says follows from others; empty where none does.", nullable=True
)
check_inputs = _text("inputs", "Masukan", "The figures and constants that the check reads; separated by semicolons.")
check_state = _text(
    "state",
    "Keadaan",
    "holds, fails, or not_followed where a figure that it needs is not printed as a number; explains and "
    "explains_not for a rule that only says where a wrong figure comes from.",
    allowed=("holds", "fails", "not_followed", "explains", "explains_not"),
)
formula_exact = _text(
    "formula_exact", "Hitungan eksak", "The arithmetic from the most primary figures on.", nullable=True
)
formula_printed = _text(
    "formula_printed", "Hitungan dari cetakan", "The arithmetic from the figures as printed.", nullable=True
)
consequence_number = Field(
    "consequence_number", Kind.INTEGER, NONE, "Nomor akibat", "Order of the changed conclusion, from 1.", minimum=1
)
consequence_kind = _text(
    "consequence_kind",
    "Jenis kesimpulan",
    "What kind of conclusion changes: a category or grade, a ranking, a quadrant, or the verdict of a test.",
    allowed=("category", "ranking", "quadrant", "verdict"),
)
place = _text(
    "place", "Letak", "The printed figure that states it; empty for an order that follows from a table.", nullable=True
)
conclusion_printed = _text("conclusion_printed", "Tercetak", "The conclusion as printed, or as printed values give it.")
conclusion_recomputed = _text("conclusion_recomputed", "Dihitung ulang", "The conclusion from the recomputed values.")
computed_name = _text("computed_name", "Nama", "A figure that the paper does not print and its audit file computes.")
twin_rows = _text(
    "twin_rows", "Baris kembar", "Rows of the table whose numbers are all the same; separated by semicolons."
)
twin_numbers = _text("twin_numbers", "Angka kembar", "The numbers they share; separated by semicolons.")
audit_title_id = _text("title_id", "Judul", "What the study is called, Indonesian.")
audit_title_en = _text("title_en", "Judul (Inggris)", "The same in English.")

# --- statistics of the studies ---
FAMILIES: Final = (
    "frequencies", "index", "gap", "importance_performance", "satisfaction", "sampling", "growth", "normality",
    "reliability", "validity", "tests", "profile",
)  # fmt: skip
STATISTIC_SCOPES: Final = ("item", "dimension", "overall", "office", "respondents", "series")
STATISTIC_ORIGINS: Final = ("printed_figures", *DATA_ORIGINS)
VALUE_UNITS: Final = (
    "score", "percent", "share", "index_0_100", "ratio", "count", "rank", "test_statistic", "probability",
    "coefficient", "score_product", "words",
)  # fmt: skip
statistic_number = Field(
    "statistic_number", Kind.INTEGER, NONE, "Nomor statistik", "Order of the statistic in its study, from 1.", minimum=1
)
family = _text("family", "Kelompok statistik", "What kind of statistic it is.", allowed=FAMILIES)
statistic = _text("statistic", "Statistik", "Name of the statistic, as the method page calls it.")
statistic_scope = _text(
    "statistic_scope",
    "Cakupan statistik",
    "What the statistic is of: one item, one dimension, the whole questionnaire (overall), one office, respondents by "
    "characteristic, or a count by period (series).",
    allowed=STATISTIC_SCOPES,
)
statistic_code = _text(
    "statistic_code",
    "Kode cakupan statistik",
    "Which item, dimension, office, category or series; empty for the whole, and for a refusal that is the same for all.",
    nullable=True,
)
setting = _text(
    "setting",
    "Cara hitung",
    "The choice behind the value where there is more than one: weights, crosshair and tie rule, formula, level, unit of "
    "analysis, point of the scale.",
    nullable=True,
)
value_unit = _text(
    "value_unit",
    "Satuan nilai",
    "Unit of the value: points of the scale, percent (0 to 100), share (0 to 1), index that ends at 100, ratio, count, "
    "rank, test statistic, probability, coefficient, product of two scores; words where there is no number.",
    allowed=VALUE_UNITS,
)
value_fraction = Field(
    "value_fraction",
    Kind.TEXT,
    "see value_unit",
    "Nilai (pecahan)",
    "The value as an exact fraction; empty where it is irrational, as after a square root, or where there is none.",
    nullable=True,
    pattern=FRACTION,
)
value = Field(
    "value",
    Kind.NUMBER,
    "see value_unit",
    "Nilai",
    "The value; the nearest double of value_fraction where there is one. Empty for words and refusals.",
    nullable=True,
)
words = _text(
    "words",
    "Kata",
    "Category, grade, quadrant or formula that belongs to the value or stands in its place.",
    nullable=True,
)
statistic_n = Field(
    "n",
    Kind.INTEGER,
    "see setting",
    "n",
    "How many answers, respondents, items or periods the statistic is of; empty where the source does not say.",
    nullable=True,
    minimum=0,
)
missing_rule = _text(
    "missing_rule",
    "Aturan jawaban kosong",
    "Which respondents count where an answer is missing; empty where no answers go in.",
    nullable=True,
    allowed=("listwise", "pairwise", "available_case"),
)
statistic_origin = data_origin.but(
    description="What is behind the row: figures that a paper printed, a real survey, respondents reconstructed from the "
    "margins that a paper printed, or synthetic ones. A number must never be quoted without it.",
    allowed=STATISTIC_ORIGINS,
)
is_refused = _flag("is_refused", "Ditolak", "True where the statistic cannot be computed; the remark says why.")
remark_id = _text(
    "remark_id",
    "Keterangan",
    "For a refused statistic the condition that fails; for one from reconstructed answers, that it replicates nothing; "
    "for one of printed counts that do not add up like the others, both sums.",
    nullable=True,
)
remark_en = _text("remark_en", "Keterangan (Inggris)", "The same in English.", nullable=True)
method_page = _text("method", "Halaman metode", "The page of docs/methods with formula and source.")


# --- houses of quality ---------------------------------------------------------------------------------------------
def _exact(name: str, title_id: str, description: str, *, nullable: bool = False) -> Field:
    return Field(name, Kind.TEXT, NONE, title_id, description, nullable=nullable, pattern=FRACTION)


house_id = _text("house_id", "Kode rumah mutu", "The house of quality; a file in schemas/houses_of_quality.")
weight_rule = _text(
    "weight_rule",
    "Kaidah bobot",
    "How elements are weighed: by importance, by gap, or by importance x improvement ratio x sales point.",
    allowed=("importance", "gap", "improvement"),
)
importance_fraction = _exact("importance_fraction", "Kepentingan", "Mean importance of the element, exact.")
improvement_ratio_fraction = _exact(
    "improvement_ratio_fraction",
    "Rasio perbaikan",
    "Goal over mean performance, exact; empty by other rules.",
    nullable=True,
)
sales_point_fraction = _exact(
    "sales_point_fraction", "Titik jual", "1, 6/5 or 3/2; empty by other rules.", nullable=True
)
house_weight_fraction = _exact(
    "house_weight_fraction",
    "Bobot unsur (pecahan)",
    "Normalised weight of the element; those of a house add up to 1.",
)
house_weight = Field("house_weight", Kind.NUMBER, "share", "Bobot unsur", "The same as a number.", minimum=0, maximum=1)
response_code = _text("response_code", "Kode respons", "A technical response: one thing the office could do.")
response_label_id = _text("response_label_id", "Respons teknis", "The response in Indonesian.")
response_label_en = _text("response_label_en", "Respons teknis (Inggris)", "The response in English.")
technical_importance_fraction = _exact(
    "technical_importance_fraction",
    "Kepentingan teknis (pecahan)",
    "Sum over the elements of weight x relationship (9, 3, 1 or none).",
)
technical_importance = Field(
    "technical_importance", Kind.NUMBER, NONE, "Kepentingan teknis", "The same as a number.", minimum=0
)
relative_pct = Field(
    "relative_pct",
    Kind.NUMBER,
    "percent",
    "Kepentingan relatif",
    "Its percent of all responses.",
    minimum=0,
    maximum=100,
)
response_rank = Field(
    "response_rank",
    Kind.INTEGER,
    NONE,
    "Peringkat hasil hitung",
    "Rank by technical importance; ties share a rank.",
    minimum=1,
)
printed_rank = Field(
    "printed_rank",
    Kind.INTEGER,
    NONE,
    "Peringkat tercetak",
    "Rank that the source prints, if it does.",
    nullable=True,
    minimum=1,
)
provenance_id = _text("provenance_id", "Asal isi", "Which parts the source printed and which are ours, Indonesian.")
provenance_en = _text("provenance_en", "Asal isi (Inggris)", "The same in English.")

# --- internal ------------------------------------------------------------------------------------------------------
respondent_key = _text(
    "respondent_key",
    "Kunci responden",
    "Key of one respondent inside the run: file and physical row. Never published.",
    is_public=False,
)
