-- unsur_kuesioner: one row per element of a questionnaire, with the regulation that the questionnaire follows.
select
    e.programme_id as program,
    e.data_origin as asal_data,
    e.instrument_id as kuesioner,
    q.instrument_title_id as nama_kuesioner,
    q.regulation_id as peraturan,
    q.regulation_title_id as nama_peraturan,
    q.effective_from as berlaku_sejak,
    q.effective_to as berlaku_sampai,
    e.element_code as kode_unsur,
    e.element_number as nomor_unsur,
    e.element_label_id as unsur,
    e.items_n as jumlah_butir,
    e.harmonised_code as unsur_padanan,
    e.series_codes as daftar_seri,
    q.element_weight as penimbang,
    q.scale_minimum as nilai_terendah,
    q.scale_maximum as nilai_tertinggi
from dim_element as e
inner join dim_instrument as q on e.instrument_id = q.instrument_id
