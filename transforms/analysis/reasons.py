"""Why a statistic of a printed study cannot be computed: the condition that fails, in both languages."""

from typing import Final

from transforms.analysis.rows import Reason

COUNTS_NOT_PRINTED: Final = Reason(
    "Perlu banyaknya jawaban pada setiap titik skala; studi ini hanya mencetak nilai rata-rata.",
    "It needs how often each point of the scale was chosen; the study prints means only.",
)
ITEM_MEANS_NOT_PRINTED: Final = Reason(
    "Perlu nilai rata-rata setiap butir; studi ini hanya mencetak rata-rata keseluruhan.",
    "It needs the mean of each item; the study prints overall means only.",
)
PROFILE_NOT_PRINTED: Final = Reason(
    "Perlu banyaknya responden menurut karakteristik; studi ini tidak mencetaknya.",
    "It needs the number of respondents by characteristic; the study does not print it.",
)
NO_EXPECTATION: Final = Reason(
    "Perlu nilai kepentingan atau harapan di samping kinerja; studi ini hanya menanyakan satu ukuran.",
    "It needs importance or expectation beside performance; the study asked for one measure only.",
)
NO_DIMENSIONS: Final = Reason(
    "Perlu pengelompokan butir ke dalam dimensi; kuesioner studi ini tidak memilikinya.",
    "It needs items grouped into dimensions; the questionnaire has none.",
)
NO_DIMENSION_WEIGHTS: Final = Reason(
    "Perlu bobot setiap dimensi (biasanya 100 angka yang dibagi oleh responden); studi ini tidak mencetaknya.",
    "It needs a weight for each dimension (usually 100 points shared out by respondents); the study prints none.",
)
NO_CLASSES: Final = Reason(
    "Perlu interval kelas yang dinyatakan untuk ukuran ini; studi ini tidak menyatakannya.",
    "It needs class intervals declared for this measure; the study declares none.",
)
NO_INDEX: Final = Reason(
    "Perlu bobot unsur dan nilai rata-rata setiap unsur; berkas analisis studi ini tidak menyatakan indeks.",
    "It needs element weights and the mean of each element; the study's analysis file declares no index.",
)
NO_REGULATION: Final = Reason(
    "Perlu tabel mutu suatu peraturan; kuesioner studi ini tidak mengikuti peraturan.",
    "It needs the band table of a decree; the questionnaire follows none.",
)
NO_CROSSHAIR: Final = Reason(
    "Perlu garis silang dan aturan seri yang dinyatakan; berkas analisis studi ini tidak menyatakannya.",
    "It needs a declared crosshair and tie rule; the study's analysis file declares none.",
)
NO_SATISFIED_POINTS: Final = Reason(
    "Perlu titik skala yang dinyatakan sebagai puas; berkas analisis studi ini tidak menyatakannya.",
    "It needs the points of the scale that count as satisfied; the study's analysis file declares none.",
)
NO_POPULATION: Final = Reason(
    "Perlu jumlah populasi (N); studi ini tidak mencetaknya.",
    "It needs the size of the population (N); the study does not print it.",
)
NO_ERROR: Final = Reason(
    "Perlu batas kesalahan (e) yang dipilih; studi ini tidak mencetaknya.",
    "It needs the margin of error (e) that was chosen; the study does not print it.",
)
NO_SERIES: Final = Reason(
    "Perlu banyaknya permohonan menurut periode; studi ini tidak mencetaknya.",
    "It needs a count by period, such as applications by year; the study prints none.",
)
NO_RESPONDENTS: Final = Reason(
    "Perlu jawaban setiap responden; studi ini hanya mencetak jumlah, frekuensi, atau rata-rata.",
    "It needs each respondent's answers; the study prints sums, frequencies or means only.",
)
NO_PAIR_KEY: Final = Reason(
    "Uji t berpasangan memerlukan kunci pasangan, yaitu dua jawaban dari responden yang sama; kunci itu tidak tercetak.",
    "A paired t test needs a pair key, two answers of the same respondent; none is printed.",
)
NO_CROSS_TABLE: Final = Reason(
    "Perlu tabel silang dua karakteristik atau jawaban; studi ini hanya mencetak tabel satu arah.",
    "It needs a cross table of two characteristics or answers; the study prints one-way tables only.",
)
NO_GROUPS: Final = Reason(
    "Perlu jawaban setiap responden menurut kelompok; yang tercetak paling jauh nilai rata-rata setiap kelompok.",
    "It needs each respondent's answers by group; means of groups are the most that is printed.",
)


def odd_n(n: int, usual_n: int) -> Reason:
    """Return the remark on an item whose printed counts do not add up to those of the other items."""
    return Reason(
        f"Frekuensi tercetak butir ini berjumlah {n}, sedangkan butir lain {usual_n}; dihitung dari yang tercetak, "
        "lihat putusan angkanya.",
        f"The printed counts of this item add up to {n}, those of the other items to {usual_n}; computed as printed, "
        "see the verdict on its figures.",
    )
