-- tren_tahunan: one row per harmonised series, place, year and regulation that grades it.
select
    t.program,
    t.asal_data,
    t.seri,
    t.tingkat,
    t.kode_cakupan,
    t.nama_cakupan,
    t.periode,
    t.dinilai_menurut,
    t.jumlah_unsur,
    t.jumlah_kantor,
    t.responden,
    t.daftar_kuesioner,
    t.ganti_kuesioner,
    t.indeks_seri,
    t.mutu_seri,
    t.galat_baku,
    t.batas_bawah,
    t.batas_atas
from tren as t
where t.jenis_periode = 'year'
