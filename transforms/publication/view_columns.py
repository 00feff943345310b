"""What the Indonesian columns of the views mean: each is a published column under its Indonesian name.

The same name means the same thing in every view, so one entry serves all of them, the comments in the DuckDB file and the
glossary sheet of the workbook.
"""

from typing import Final

from schemas import fields as f
from schemas import fields_of_programmes as p
from schemas.fields import Field, Kind

_place_name = Field(
    "scope_name",
    Kind.TEXT,
    f.NONE,
    "Nama cakupan",
    "What the row summarises in words: Nasional, the province, the class, or the office as it was called in the last month "
    "of the period.",
)
_last_month = p.last_month
_converted = Field(
    "mean_score_converted",
    Kind.NUMBER,
    p.INDEX,
    "Nilai konversi",
    "mean_score times 100 over the highest score of the scale (times 25 on a scale to 4); not rounded.",
    nullable=True,
    minimum=0,
    maximum=100,
)
_difference = Field(
    "ikm_difference",
    Kind.NUMBER,
    p.INDEX,
    "Selisih IKM",
    "ikm_after minus ikm_before; empty where one of them is.",
    nullable=True,
)
_unaccounted = Field(
    "rows_unaccounted_n",
    Kind.INTEGER,
    "rows",
    "Selisih baris",
    "Rows read minus accepted, quarantined, filtered, blank and ignored; 0 where the account of the file closes.",
)
_rows_filtered = Field(
    "rows_filtered_n",
    Kind.INTEGER,
    "rows",
    "Baris disaring",
    "Rows left out by a declared rule: a later file corrects this one, or the month lies outside the programme.",
    minimum=0,
)
_league = p.league_code.but(description="Which province or class is compared; Nasional for the country.")
_label_of_office = p.office_label_id.but(
    description="Name of the office with its class, as it was called in the last month of the period."
)

COLUMNS: Final[dict[str, Field]] = {
    # which programme, which place, which time
    "program": p.programme_id,
    "asal_data": p.programme_origin,
    "tingkat": p.scope_level,
    "kode_cakupan": p.level_code,
    "nama_cakupan": _place_name,
    "kode_kantor": f.office_code,
    "kunci_kantor": p.office_key,
    "nama_kantor": f.office_name_id,
    "sebutan_kantor": _label_of_office,
    "sebutan_kantor_kini": p.office_label_id.but(description="Name of the office with its class in the last month."),
    "kelas_kantor": f.office_class,
    "provinsi": f.province_id,
    "periode": p.period_code,
    "jenis_periode": p.period_grain,
    "sebutan_periode": p.period_label_id,
    "bulan": p.month_code,
    "bulan_terakhir": _last_month,
    # questionnaires and regulations
    "kuesioner": f.instrument_id,
    "nama_kuesioner": p.instrument_title_id,
    "peraturan": f.regulation_id,
    "nama_peraturan": p.regulation_title_id,
    "berlaku_sejak": p.effective_from,
    "berlaku_sampai": p.effective_to,
    "menurut_peraturan_berlaku": p.is_in_force,
    "dikecualikan": p.is_overridden,
    "kode_unsur": f.element_code,
    "nomor_unsur": f.element_number,
    "unsur": f.element_label_id,
    "jumlah_unsur": f.elements_n,
    "jumlah_butir": f.items_n,
    "unsur_padanan": p.harmonised_code,
    "daftar_seri": p.series_codes,
    "nilai_terendah": p.scale_minimum,
    "nilai_tertinggi": p.scale_maximum,
    "penimbang": f.element_weight,
    "aturan_pembulatan": f.rounding_rule,
    "mutu": f.grade,
    "batas_bawah_mutu": f.band_lower,
    "batas_atas_mutu": f.band_upper,
    "sumber": f.source,
    "keyakinan": f.confidence,
    # indices
    "cara_penggabungan": p.weighting,
    "jumlah_kantor": p.offices_n,
    "bulan_berisi_data": p.months_with_data_n,
    "responden": f.respondents_n,
    "jawaban": f.answers_n,
    "jawaban_kosong": f.missing_n,
    "ikm_eksak": f.ikm_exact,
    "ikm_eksak_pecahan": f.ikm_exact_fraction,
    "mutu_eksak": f.grade_exact,
    "ikm_peraturan": f.ikm_regulation,
    "mutu_peraturan": f.grade_regulation,
    "kinerja": f.performance_id.but(
        description="The regulation's Indonesian words for the grade of the index by regulation."
    ),
    "ikm_tercetak": f.ikm_published,
    "mutu_tercetak": f.grade_published,
    "tempat_tercetak": p.published_where,
    "mutu_berubah_oleh_bobot": p.is_grade_changed_by_weight,
    "n_kecil": p.is_small_n,
    # indices beside SKM
    "kode_pendamping": p.companion_code,
    "rata_rata_asli": p.mean_raw,
    "konversi": p.conversion,
    "rata_rata_konversi": p.mean_converted,
    "rata_rata_konversi_pecahan": p.mean_converted_fraction,
    "keyakinan_konversi": p.conversion_confidence,
    "ambang_wbk": p.threshold_wbk,
    "mencapai_wbk": p.is_wbk_reached,
    "keyakinan_ambang_wbk": p.threshold_wbk_confidence,
    "ambang_wbbm": p.threshold_wbbm,
    "mencapai_wbbm": p.is_wbbm_reached,
    "keyakinan_ambang_wbbm": p.threshold_wbbm_confidence,
    # elements
    "jumlah_nilai": f.score_sum,
    "nilai_rata_rata": f.mean_score,
    "nilai_konversi": _converted,
    "peringkat_unsur": p.element_rank,
    # uncertainty
    "pemohon": p.population_n,
    "cara_penarikan_sampel": p.sampling_method,
    "dapat_digeneralisasi": p.supports_inference,
    "galat_baku": p.standard_error,
    "tingkat_kepercayaan": p.confidence_level,
    "batas_bawah": p.interval_lower,
    "batas_atas": p.interval_upper,
    "koreksi_populasi": p.has_finite_correction,
    "sampel_efektif": p.effective_n,
    "efek_rancangan": p.design_effect,
    "peluang_mutu": p.grade_probability,
    "mutu_lain": p.other_grade,
    "peluang_mutu_lain": p.other_grade_probability,
    "sampel_kuota": p.sample_quota,
    "sampel_krejcie_morgan": p.sample_krejcie_morgan,
    "sampel_krejcie_morgan_tabel": p.sample_krejcie_morgan_table,
    "sampel_slovin": p.sample_slovin,
    "sampel_memadai": p.is_sample_adequate,
    "keterangan": p.remark_id,
    # ranks
    "tingkat_liga": p.league_level,
    "liga": _league,
    "peringkat": p.rank,
    "peringkat_terbaik": p.rank_lower,
    "peringkat_terburuk": p.rank_upper,
    # trends, changes, regrading
    "seri": p.series_code,
    "dinilai_menurut": p.graded_under,
    "daftar_kuesioner": p.instrument_ids,
    "ganti_kuesioner": p.is_break,
    "indeks_seri": p.series_index,
    "mutu_seri": p.regraded,
    "dasar_perbandingan": p.basis,
    "periode_pembanding": p.compared_period_code,
    "nilai_kini": p.value_now,
    "nilai_dulu": p.value_before,
    "perubahan": p.change,
    "galat_baku_perubahan": p.standard_error.but(
        title_id="Galat baku perubahan", description="Standard error of the change; empty where either index has none."
    ),
    "batas_bawah_perubahan": p.interval_lower.but(
        title_id="Batas bawah perubahan", description="Lower end of the confidence interval of the change."
    ),
    "batas_atas_perubahan": p.interval_upper.but(
        title_id="Batas atas perubahan", description="Upper end of the confidence interval of the change."
    ),
    "statistik_uji": p.test_statistic,
    "nilai_p": p.p_value,
    "bermakna": p.is_significant,
    "mutu_kini": p.grade_now,
    "mutu_dulu": p.grade_before,
    "mutu_asal": p.own_grade,
    "mutu_menurut_peraturan_itu": p.regraded,
    "mutu_berubah": p.is_grade_changed,
    "sebab": p.why_id,
    # respondents
    "kode_karakteristik": f.attribute_code,
    "karakteristik": p.attribute_label_id,
    "kode_jawaban": f.answer_code,
    "jawaban_tentang_diri": f.answer_label_id,
    "responden_tampil": p.shown_respondents_n,
    "persen_responden": p.shown_pct,
    "disembunyikan": p.is_suppressed,
    # files, coverage, revisions, findings
    "kelengkapan": p.coverage,
    "batas_waktu": p.due_date,
    "tanggal_diterima_pertama": p.first_received_date,
    "kuesioner_berlaku": p.instrument_in_force,
    "kuesioner_diharapkan": p.instrument_expected,
    "kuesioner_dipakai": p.instruments_found,
    "alasan_pengecualian": p.override_reason_id,
    "nomor_revisi": p.revision_number,
    "nomor_pengolahan": p.run_number,
    "bulan_pengolahan": p.run_period,
    "responden_sebelum": p.respondents_before_n,
    "responden_sesudah": p.respondents_after_n,
    "ikm_sebelum": p.ikm_before,
    "ikm_sesudah": p.ikm_after,
    "selisih_ikm": _difference,
    "mutu_sebelum": p.revised_grade_before,
    "mutu_sesudah": p.revised_grade_after,
    "sebab_revisi": p.cause,
    "berkas_penyebab": p.cause_files,
    "nomor_temuan": f.finding_number,
    "tingkat_temuan": f.severity,
    "kode_temuan": f.finding_code,
    "bulan_temuan": p.optional_month,
    "kode_kantor_temuan": p.optional_office,
    "lembar": f.sheet,
    "nomor_baris": f.row_number,
    "nama_kolom": f.column_name,
    "nilai_terlihat": f.value_seen,
    "nilai_diharapkan": f.expected,
    "pesan": f.message_id,
    "nomor_berkas": p.file_number,
    "berkas": f.file_name,
    "status_berkas": f.file_status,
    "tanggal_diterima": f.received_date,
    "menggantikan_berkas": p.replaces_file,
    "baris_dibaca": f.rows_read_n,
    "baris_diterima": f.rows_accepted_n,
    "baris_dikarantina": f.rows_quarantined_n,
    "baris_disaring": _rows_filtered,
    "baris_kosong": f.rows_blank_n,
    "baris_diabaikan": f.rows_ignored_n,
    "selisih_baris": _unaccounted,
}
