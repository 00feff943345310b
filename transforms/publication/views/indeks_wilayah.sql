-- indeks_wilayah: one row per province or office class, period, way of bringing answers together and questionnaire.
select
    i.program,
    i.asal_data,
    i.tingkat,
    i.kode_cakupan,
    i.periode,
    i.jenis_periode,
    i.sebutan_periode,
    i.cara_penggabungan,
    i.kuesioner,
    i.peraturan,
    i.menurut_peraturan_berlaku,
    i.jumlah_kantor,
    i.bulan_berisi_data,
    i.responden,
    i.ikm_eksak,
    i.mutu_eksak,
    i.ikm_peraturan,
    i.mutu_peraturan,
    i.kinerja,
    i.mutu_berubah_oleh_bobot,
    i.n_kecil
from indeks as i
where i.tingkat in ('province', 'office_class')
