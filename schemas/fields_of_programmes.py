"""Columns that only the tables of a programme have; those it shares with a study's tables stand in ``schemas.fields``."""

from typing import Final

from schemas.fields import (
    COUNT,
    DATA_ORIGINS,
    FRACTION,
    NONE,
    SCORE,
    Field,
    Kind,
    _count,
    _flag,
    _text,
    grade,
    ikm_exact,
    ikm_exact_fraction,
    office_code,
)

LEVELS: Final = ("national", "province", "office_class", "office")
GRAINS: Final = ("month", "quarter", "semester", "year")
WEIGHTINGS: Final = ("own_respondents", "pooled_respondents", "mean_of_offices", "weighted_by_applications")
SAMPLING_METHODS: Final = ("census", "random", "accidental", "purposive", "not_stated")
COVERAGE: Final = ("on_time", "late", "missing", "not_due", "not_expected")
CAUSES: Final = ("late_file", "correction", "withdrawn_file", "changed_file", "reported_figures", "method")
MONTH: Final = r"^\d{4}-(0[1-9]|1[0-2])$"
PERIOD: Final = r"^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-S[12])?$"
INDEX: Final = "index 0-100"

# --- which programme, which place, which time ----------------------------------------------------------------------
programme_id = _text("programme_id", "Kode program", "The standing survey; a file in schemas/programmes.")
programme_origin = Field(
    "data_origin",
    Kind.TEXT,
    NONE,
    "Asal data",
    "What the respondents behind the row are: a real survey, or synthetic ones. A number must never be quoted without it.",
    allowed=DATA_ORIGINS,
)
scope_level = _text(
    "scope_level",
    "Tingkat cakupan",
    "What the row summarises: the country, a province, an office class, or one office.",
    allowed=LEVELS,
)
level_code = _text(
    "scope_code",
    "Kode cakupan",
    "The word national, the province, the class, or the office code; province and class are those of the month of each "
    "respondent's survey.",
)
period_code = _text(
    "period_code",
    "Periode",
    "The period of the survey: a month (2024-05), quarter (2024-Q2), semester (2024-S1) or year (2024).",
    pattern=PERIOD,
)
month_code = _text("month_code", "Bulan survei", "The month of the survey.", pattern=MONTH)
period_grain = _text("period_grain", "Jenis periode", "How long the period is.", allowed=GRAINS)
period_label_id = _text("period_label_id", "Sebutan periode", "The period in Indonesian words: Triwulan II 2024.")
period_label_en = _text("period_label_en", "Sebutan periode (Inggris)", "The same in English.")
first_month = _text("first_month", "Bulan pertama", "First month of the period.", pattern=MONTH)
last_month = _text("last_month", "Bulan terakhir", "Last month of the period.", pattern=MONTH)
months_n = _count("months_n", "Jumlah bulan", "Months of the period.", "months")
previous_period_code = _text(
    "previous_period_code", "Periode sebelumnya", "The period before, of the same length.", pattern=PERIOD
)
year_before_period_code = _text(
    "year_before_period_code", "Periode tahun lalu", "The same period a year before.", pattern=PERIOD
)
office_key = _text(
    "office_key",
    "Kunci kantor",
    "The office as it was named, classed and placed in a span of months: its code and the first month of the span.",
    pattern=r"^[A-Za-z0-9_]+@\d{4}-\d{2}$",
)
valid_from_month = _text("valid_from_month", "Berlaku sejak", "First month of the span.", pattern=MONTH)
valid_to_month = _text(
    "valid_to_month", "Berlaku sampai", "Last month of the span; empty for the span that runs on.", nullable=True,
    pattern=MONTH,
)  # fmt: skip
is_current = _flag("is_current", "Berlaku kini", "True for the span that holds the last month of the release.")
office_label_id = _text(
    "office_label_id", "Sebutan kantor", "Name of the office with its class: Kantor Imigrasi Kelas I Non TPI Bogor."
)

# --- questionnaires ------------------------------------------------------------------------------------------------
instrument_title_id = _text("instrument_title_id", "Nama kuesioner", "Title of the questionnaire, Indonesian.")
instrument_title_en = _text("instrument_title_en", "Nama kuesioner (Inggris)", "The same in English.")
regulation_title_id = _text("regulation_title_id", "Nama peraturan", "Title of the regulation, Indonesian.")
regulation_title_en = _text("regulation_title_en", "Nama peraturan (Inggris)", "The same in English.")
scale_minimum = Field("scale_minimum", Kind.INTEGER, SCORE, "Nilai terendah", "Lowest score of the scale.", minimum=0)
scale_maximum = Field("scale_maximum", Kind.INTEGER, SCORE, "Nilai tertinggi", "Highest score of the scale.", minimum=1)
effective_from = _text(
    "effective_from", "Berlaku sejak (peraturan)", "Month from which the regulation is in force.", pattern=MONTH
)
effective_to = _text(
    "effective_to", "Berlaku sampai (peraturan)", "Month in which it ended; empty while in force.", nullable=True,
    pattern=MONTH,
)  # fmt: skip
sample_minimum = _count("sample_minimum", "Sampel minimum", "Respondents that the regulation asks for.")
sample_rule_id = _text("sample_rule_id", "Aturan sampel", "The regulation's rule in words, Indonesian.")
harmonised_code = _text(
    "harmonised_code",
    "Unsur padanan",
    "The element of the harmonised series that this element belongs to; empty where it belongs to none.",
    nullable=True,
)
series_codes = _text(
    "series_codes",
    "Seri padanan",
    "The harmonised series that use the element; separated by semicolons.",
    nullable=True,
)
attribute_label_id = _text("attribute_label_id", "Pertanyaan", "The question about the respondent, Indonesian.")
attribute_label_en = _text("attribute_label_en", "Pertanyaan (Inggris)", "The same in English.")

attribute_number = Field(
    "attribute_number", Kind.INTEGER, NONE, "Nomor pertanyaan", "Order of the question in the questionnaire.", minimum=1
)
answer_number = Field(
    "answer_number", Kind.INTEGER, NONE, "Nomor jawaban", "Order of the answer among those of its question.", minimum=1
)

# --- respondents ---------------------------------------------------------------------------------------------------
response_key = Field(
    "response_key",
    Kind.INTEGER,
    NONE,
    "Nomor jawaban",
    "Number of the response in this release, by file and row; it names nobody and means nothing in another release.",
    minimum=1,
)
group_code = _text(
    "group_code", "Kode jawaban tentang diri", "The answer's code; empty where it is not published.", nullable=True
)
gender_code = group_code.but(name="gender_code", title_id="Jenis kelamin")
age_code = group_code.but(name="age_code", title_id="Kelompok umur")
education_code = group_code.but(name="education_code", title_id="Pendidikan terakhir")
occupation_code = group_code.but(name="occupation_code", title_id="Pekerjaan")
service_code = group_code.but(name="service_code", title_id="Jenis layanan")
answered_n = _count("answered_n", "Unsur terjawab", "Elements that the respondent answered.", "answers")
item_code = _text("item_code", "Kode butir", "The question; the element's code where the element has only one.")
shown_respondents_n = _count(
    "respondents_n", "Jumlah responden", "Respondents with this answer; empty where the count is hidden."
).but(nullable=True)
shown_pct = Field(
    "respondents_pct", Kind.NUMBER, "percent (0-100)", "Persentase", "Share of those with an answer to the question, 'not "
    "stated' among the answers, in the row's scope and period; empty where the count is hidden.", nullable=True, minimum=0, maximum=100,
)  # fmt: skip
is_suppressed = _flag(
    "is_suppressed", "Disembunyikan", "True where the count is hidden because it is small or would tell."
)

# --- indices -------------------------------------------------------------------------------------------------------
weighting = _text(
    "weighting",
    "Cara penggabungan",
    "How answers were brought together: an office's own respondents; all respondents pooled; the mean of the offices' "
    "indices; or the offices' indices weighted by their applications.",
    allowed=WEIGHTINGS,
)
is_in_force = _flag(
    "is_in_force",
    "Menurut peraturan yang berlaku",
    "True where the questionnaire is the one of the regulation in force in every month of the row.",
)
is_overridden = _flag(
    "is_overridden", "Dikecualikan", "True where the programme allowed the questionnaire in place of the one in force."
)
offices_n = _count("offices_n", "Jumlah kantor", "Offices with respondents in the row.", "offices")
months_with_data_n = _count(
    "months_with_data_n", "Bulan berisi data", "Months of the period with respondents.", "months"
)
is_grade_changed_by_weight = _flag(
    "is_grade_changed_by_weight",
    "Mutu berubah oleh bobot",
    "True where grade_regulation differs from grade_exact: the declared weight or rounding alone changes the grade.",
)
published_where = _text(
    "published_where", "Tempat tercetak", "Where the office printed its own index; empty without one.", nullable=True
)
is_small_n = _flag("is_small_n", "n kecil", "True where fewer respondents answered than the programme calls enough.")
element_rank = Field(
    "element_rank", Kind.INTEGER, "rank", "Peringkat unsur",
    "Place of the element among those of its row, 1 the lowest mean; equal means share the better place.",
    nullable=True, minimum=1,
)  # fmt: skip
# --- indices beside those of the regulations -----------------------------------------------------------------------
CONFIDENCES: Final = ("high", "medium", "low")
CONVERTED: Final = "converted scale"
companion_code = _text(
    "companion_code", "Kode indeks pendamping",
    "The index beside SKM: spak (perceived anti-corruption) or spkp (perceived quality of service); declared in "
    "schemas/reference/companion_indices.yaml.",
)  # fmt: skip
companion_elements_n = _count("elements_n", "Jumlah unsur", "Elements that the index is the mean of.", "elements")
mean_raw = Field(
    "mean_raw", Kind.NUMBER, SCORE, "Rata-rata asli",
    "Mean of the element means on the questionnaire's own scale, equal weights; empty where an element has no answer. "
    "Nearest double of mean_raw_fraction.", nullable=True, minimum=0,
)  # fmt: skip
mean_raw_fraction = _text(
    "mean_raw_fraction", "Rata-rata asli (pecahan)", "mean_raw as an exact fraction.", nullable=True, pattern=FRACTION
)
mean_converted = Field(
    "mean_converted", Kind.NUMBER, CONVERTED, "Rata-rata konversi",
    "mean_raw after the declared conversion; no index of a regulation, and no band grades it. Nearest double of "
    "mean_converted_fraction.", nullable=True, minimum=0,
)  # fmt: skip
mean_converted_fraction = _text(
    "mean_converted_fraction", "Rata-rata konversi (pecahan)", "mean_converted as an exact fraction.", nullable=True,
    pattern=FRACTION,
)  # fmt: skip
conversion = _text("conversion", "Konversi", "What mean_raw is multiplied by: x 4/6.", pattern=r"^x [1-9]\d*/[1-9]\d*$")
conversion_confidence = _text(
    "conversion_confidence", "Keyakinan konversi", "How sure we are that this conversion is the one that counts.",
    allowed=CONFIDENCES,
)  # fmt: skip
threshold_wbk = Field(
    "threshold_wbk", Kind.DECIMAL, CONVERTED, "Ambang WBK",
    "Converted mean that the zone WBK (free of corruption) asks for; empty where none is declared.", nullable=True, minimum=0,
)  # fmt: skip
is_wbk_reached = _flag(
    "is_wbk_reached", "Mencapai WBK",
    "True where the exact converted mean is not below the threshold; empty without a mean or a threshold.",
).but(nullable=True)  # fmt: skip
threshold_wbk_confidence = _text(
    "threshold_wbk_confidence", "Keyakinan ambang WBK", "How sure we are of the threshold; empty where none is declared.",
    nullable=True, allowed=CONFIDENCES,
)  # fmt: skip
threshold_wbbm = threshold_wbk.but(
    name="threshold_wbbm", title_id="Ambang WBBM",
    description="Converted mean that the zone WBBM (clean and serving) asks for; empty where none is declared.",
)  # fmt: skip
is_wbbm_reached = is_wbk_reached.but(name="is_wbbm_reached", title_id="Mencapai WBBM")
threshold_wbbm_confidence = threshold_wbk_confidence.but(
    name="threshold_wbbm_confidence", title_id="Keyakinan ambang WBBM"
)
# --- uncertainty ---------------------------------------------------------------------------------------------------
standard_error = Field(
    "standard_error", Kind.NUMBER, INDEX, "Galat baku", "Standard error of the exact index; empty below two "
    "respondents, and where they do not differ though not everybody is known to have been asked.",
    nullable=True, minimum=0,
)  # fmt: skip
interval_lower = Field(
    "interval_lower", Kind.NUMBER, INDEX, "Batas bawah", "Lower end of the confidence interval.", nullable=True
)
interval_upper = Field(
    "interval_upper", Kind.NUMBER, INDEX, "Batas atas", "Upper end of the confidence interval.", nullable=True
)
converted_error = Field(
    "converted_error", Kind.NUMBER, CONVERTED, "Galat baku konversi",
    "Standard error of mean_converted; empty without one, below two respondents, and where they do not differ though not "
    "everybody is known to have been asked.", nullable=True, minimum=0,
)  # fmt: skip
converted_lower = Field(
    "converted_lower", Kind.NUMBER, CONVERTED, "Batas bawah konversi",
    "Lower end of the confidence interval of mean_converted; empty without converted_error.", nullable=True, minimum=0,
)  # fmt: skip
converted_upper = converted_lower.but(
    name="converted_upper", title_id="Batas atas konversi",
    description="Upper end of the confidence interval of mean_converted; empty without converted_error.",
)  # fmt: skip
confidence_level = Field(
    "confidence_level",
    Kind.NUMBER,
    "share (0-1)",
    "Tingkat kepercayaan",
    "Level of the interval.",
    minimum=0,
    maximum=1,
)
effective_n = Field(
    "effective_n", Kind.NUMBER, COUNT, "Sampel efektif",
    "Respondents of a simple random sample that would be as precise; empty where the variance is zero or unknown.",
    nullable=True, minimum=0,
)  # fmt: skip
design_effect = Field(
    "design_effect", Kind.NUMBER, "ratio", "Efek rancangan", "Variance against that of a simple random sample of the same size.",
    nullable=True, minimum=0,
)  # fmt: skip
population_n = Field(
    "population_n", Kind.INTEGER, "applications", "Jumlah pemohon", "Applications in the period; empty where not given.",
    nullable=True, minimum=0,
)  # fmt: skip
has_finite_correction = _flag(
    "has_finite_correction", "Koreksi populasi", "True where the variance takes the finite population into account."
)
grade_probability = Field(
    "grade_probability", Kind.NUMBER, "share (0-1)", "Peluang mutu",
    "Probability of the grade of ikm_exact under the sampling error; empty without an error.",
    nullable=True, minimum=0, maximum=1,
)  # fmt: skip
other_grade = _text("other_grade", "Mutu lain", "The likeliest other grade; empty without one.", nullable=True)
other_grade_probability = grade_probability.but(
    name="other_grade_probability", title_id="Peluang mutu lain", description="Probability of that grade."
)
sampling_method = _text(
    "sampling_method", "Cara penarikan sampel", "How respondents were found, as declared.", allowed=SAMPLING_METHODS
)
supports_inference = _flag(
    "supports_inference",
    "Dapat digeneralisasi",
    "True for a census or random sample. Where false, the interval describes spread among those asked and nothing more.",
)
remark_id = _text("remark_id", "Keterangan", "What a reader must know beside the numbers, Indonesian.", nullable=True)
remark_en = _text("remark_en", "Keterangan (Inggris)", "The same in English.", nullable=True)
sample_krejcie_morgan = _count(
    "sample_krejcie_morgan", "Sampel Krejcie-Morgan (rumus)", "Respondents by the formula; empty without a population."
).but(nullable=True)
sample_krejcie_morgan_table = _count(
    "sample_krejcie_morgan_table", "Sampel Krejcie-Morgan (tabel)",
    "Respondents by the printed table, next row up; empty without a population.",
).but(nullable=True)  # fmt: skip
sample_slovin = _count(
    "sample_slovin", "Sampel Slovin", "Respondents by Slovin with an error of 5 percent; empty without a population."
).but(nullable=True)
sample_quota = _count("sample_quota", "Sampel kuota", "(elements + 1) x 10 respondents.")
is_sample_adequate = Field(
    "is_sample_adequate", Kind.BOOLEAN, NONE, "Sampel memadai",
    "True where the respondents reach the printed table of Krejcie and Morgan, or their formula beyond its end at a "
    "million; empty without a population.",
    nullable=True,
)  # fmt: skip
# --- ranks, trends, changes ----------------------------------------------------------------------------------------
league_level = _text("league_level", "Tingkat liga", "Who is compared: the country's offices, a province's or a class's.",
                     allowed=LEVELS[:3])  # fmt: skip
league_code = _text("league_code", "Kode liga", "Which province or class; the word national for the country.")
rank = Field(
    "rank", Kind.INTEGER, "rank", "Peringkat", "Place by the exact index, 1 the highest; ties share it.", minimum=1
)
rank_lower = Field(
    "rank_lower", Kind.INTEGER, "rank", "Peringkat terbaik", "Best place that the errors allow, all pairs taken together.",
    minimum=1,
)  # fmt: skip
rank_upper = Field("rank_upper", Kind.INTEGER, "rank", "Peringkat terburuk", "Worst place that they allow.", minimum=1)
series_code = _text("series_code", "Seri padanan", "The harmonised series; a file in schemas/series.")
series_index = Field(
    "series_index", Kind.NUMBER, INDEX, "Indeks seri",
    "Mean of the element means of the series times 100 over the highest score; equal weights; no index of a regulation.",
    nullable=True, minimum=0, maximum=100,
)  # fmt: skip
series_index_fraction = ikm_exact_fraction.but(
    name="series_index_fraction", title_id="Indeks seri (pecahan)", description="series_index as an exact fraction.",
    nullable=True,
)  # fmt: skip
instrument_ids = _text("instrument_ids", "Kuesioner", "Questionnaires behind the row; separated by semicolons.")
is_break = _flag("is_break", "Ganti kuesioner", "True where the questionnaires differ from those of the period before.")
graded_under = _text("graded_under", "Dinilai menurut", "The regulation whose bands grade the row.")
regraded = grade.but(
    name="regrade", title_id="Mutu menurut peraturan itu", description="Grade of the exact index by that regulation's bands.",
    nullable=True,
)  # fmt: skip
own_grade = grade.but(
    name="own_grade",
    title_id="Mutu asal",
    description="Grade by the bands of the questionnaire's own regulation.",
    nullable=True,
)
is_grade_changed = _flag("is_grade_changed", "Mutu berubah", "True where the two grades differ.")
why_id = _text("why_id", "Sebab", "Why the grades differ or agree, with the bands, Indonesian.")
why_en = _text("why_en", "Sebab (Inggris)", "The same in English.")
basis = _text(
    "basis",
    "Dasar perbandingan",
    "What is compared: the index of one questionnaire (its code), or a harmonised series (its code).",
)
compared_period_code = _text(
    "compared_period_code", "Periode pembanding", "The period against which it is compared.", pattern=PERIOD
)
value_now = Field("value_now", Kind.NUMBER, INDEX, "Nilai kini", "Value of the period.", minimum=0, maximum=100)
value_before = Field(
    "value_before", Kind.NUMBER, INDEX, "Nilai dulu", "Value of the compared period.", minimum=0, maximum=100
)
change = Field("change", Kind.NUMBER, INDEX, "Perubahan", "Value of the period minus that of the compared one.")
change_fraction = _text("change_fraction", "Perubahan (pecahan)", "change as an exact fraction.", pattern=FRACTION)
test_statistic = Field(
    "test_statistic",
    Kind.NUMBER,
    "z",
    "Statistik uji",
    "change over its standard error; empty without an error.",
    nullable=True,
)
p_value = Field(
    "p_value", Kind.NUMBER, "share (0-1)", "Nilai p", "Two-sided probability of so large a change without one; empty without an "
    "error.", nullable=True, minimum=0, maximum=1,
)  # fmt: skip
is_significant = Field(
    "is_significant", Kind.BOOLEAN, NONE, "Bermakna", "True where p_value is below 1 - confidence_level; empty without an error.",
    nullable=True,
)  # fmt: skip
grade_now = grade.but(
    name="grade_now", title_id="Mutu kini", description="Grade of value_now under graded_under.", nullable=True
)
grade_before = grade.but(
    name="grade_before",
    title_id="Mutu dulu",
    description="Grade of value_before under the same regulation.",
    nullable=True,
)

# --- files, coverage, revisions ------------------------------------------------------------------------------------
file_number = Field(
    "file_number", Kind.INTEGER, NONE, "Nomor berkas", "Order of the file in this release, from 1.", minimum=1
)
run_number = Field(
    "run_number", Kind.INTEGER, NONE, "Nomor pengolahan", "Number of the run that first saw the file or published the change.",
    minimum=1,
)  # fmt: skip
run_period = _text("run_period", "Bulan pengolahan", "The month that the run was for.", pattern=MONTH)
files_new_n = _count("files_new_n", "Berkas baru", "Files that the run saw for the first time.", "files")
files_gone_n = _count("files_gone_n", "Berkas hilang", "Files of the run before that were no longer there.", "files")
periods_restated_n = _count(
    "periods_restated_n", "Periode dinyatakan ulang", "Months whose published numbers it changed.", "months"
)
is_replayed = _flag(
    "is_replayed",
    "Ditelusuri",
    "True for a month that a first publication of many months went through as if it had been run on its day, by the days on "
    "which files came; nothing was published then.",
)
run_build_id = _text(
    "build_id",
    "Kode build",
    "The build before this one that published the run; empty for this build and for replayed runs.",
    nullable=True,
)
first_answer_month = _text("first_answer_month", "Bulan jawaban pertama", "First month with accepted answers; empty without any.",
                           nullable=True, pattern=MONTH)  # fmt: skip
last_answer_month = first_answer_month.but(
    name="last_answer_month", title_id="Bulan jawaban terakhir", description="Last month with accepted answers."
)
file_offices_n = _count("offices_n", "Jumlah kantor", "Offices with accepted answers in the file.", "offices")
replaces_file = _text(
    "replaces_file", "Menggantikan berkas", "The file that this one corrects; empty for none.", nullable=True
)
due_date = _text("due_date", "Batas waktu", "Day on which the office's file is due.", pattern=r"^\d{4}-\d{2}-\d{2}$")
first_received_date = _text(
    "first_received_date", "Tanggal diterima pertama", "When the first answers of the month came; empty where none came or it "
    "is not known.", nullable=True, pattern=r"^\d{4}-\d{2}-\d{2}$",
)  # fmt: skip
coverage = _text("coverage", "Kelengkapan", "Whether the office's answers of the month came in time.", allowed=COVERAGE)
instrument_in_force = _text(
    "instrument_in_force", "Kuesioner yang berlaku", "The questionnaire that the regulation in force asks for."
)
instrument_expected = _text(
    "instrument_expected", "Kuesioner yang diharapkan", "The questionnaire after the programme's exceptions."
)
override_reason_id = _text("override_reason_id", "Alasan pengecualian", "Why another questionnaire was allowed; empty without one.",
                           nullable=True)  # fmt: skip
instruments_found = _text("instruments_found", "Kuesioner dipakai", "Questionnaires that were used; separated by semicolons; empty "
                          "where no answers came.", nullable=True)  # fmt: skip
revision_number = Field(
    "revision_number", Kind.INTEGER, NONE, "Nomor revisi", "Order of the revision, from 1.", minimum=1
)
cause = _text("cause", "Sebab revisi", "Why a published number changed.", allowed=CAUSES)
cause_files = _text("cause_files", "Berkas penyebab", "The files behind the change; separated by semicolons; empty for a change "
                    "of method.", nullable=True)  # fmt: skip
respondents_before_n = _count(
    "respondents_before_n", "Responden sebelum", "Respondents before; empty where there was no number."
).but(nullable=True)
respondents_after_n = _count(
    "respondents_after_n", "Responden sesudah", "Respondents after; empty where there is none."
).but(nullable=True)
ikm_before = ikm_exact.but(name="ikm_before", title_id="IKM sebelum", description="Exact index before.", nullable=True)
ikm_after = ikm_exact.but(name="ikm_after", title_id="IKM sesudah", description="Exact index after.", nullable=True)
ikm_before_fraction = ikm_exact_fraction.but(name="ikm_before_fraction", title_id="IKM sebelum (pecahan)",
                                             description="ikm_before as an exact fraction.", nullable=True)  # fmt: skip
ikm_after_fraction = ikm_exact_fraction.but(name="ikm_after_fraction", title_id="IKM sesudah (pecahan)",
                                            description="ikm_after as an exact fraction.", nullable=True)  # fmt: skip
revised_grade_before = grade.but(
    name="grade_before", title_id="Mutu sebelum", description="Grade before.", nullable=True
)
revised_grade_after = grade.but(name="grade_after", title_id="Mutu sesudah", description="Grade after.", nullable=True)
optional_month = month_code.but(
    description="Month that the finding is about; empty where it is about none.", nullable=True
)
optional_office = office_code.but(
    description="Office that the finding is about; empty where it is about none.", nullable=True
)
