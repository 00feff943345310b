-- peringkat_kantor: one row per league, period, questionnaire and office, with the places that the data allow.
select
    r.programme_id as program,
    r.data_origin as asal_data,
    r.league_level as tingkat_liga,
    case r.league_level when 'national' then 'Nasional' else r.league_code end as liga,
    r.period_code as periode,
    p.period_grain as jenis_periode,
    p.period_label_id as sebutan_periode,
    r.instrument_id as kuesioner,
    r.rank as peringkat,
    r.rank_lower as peringkat_terbaik,
    r.rank_upper as peringkat_terburuk,
    r.offices_n as jumlah_kantor,
    r.office_code as kode_kantor,
    coalesce(k.sebutan_kantor, r.office_code) as sebutan_kantor,
    k.provinsi,
    r.respondents_n as responden,
    r.ikm_exact as ikm_eksak
from fact_ranks as r
inner join dim_period as p on r.period_code = p.period_code
left join kantor_periode as k on r.office_code = k.kode_kantor and r.period_code = k.periode
