-- unsur_terendah: one row per place, period, questionnaire and element among the three lowest.
select
    n.program,
    n.asal_data,
    n.tingkat,
    n.kode_cakupan,
    n.nama_cakupan,
    n.periode,
    n.jenis_periode,
    n.sebutan_periode,
    n.kuesioner,
    n.peringkat_unsur,
    n.kode_unsur,
    n.unsur,
    n.jawaban,
    n.nilai_rata_rata,
    n.nilai_konversi
from nilai_unsur as n
where n.peringkat_unsur <= 3
