-- What differs between each edition and the one before it. A municipality that one of the two lacks
-- is named as missing there, never as deleted.
CREATE VIEW aenderungen AS
WITH ausgabenpaare AS (
    SELECT
        neu.sequence AS sequence_neu,
        alt.sequence AS sequence_alt,
        neu.snapshot_id AS snapshot_id_neu,
        alt.snapshot_id AS snapshot_id_alt,
        neu.stand_am AS stand_am_neu,
        alt.stand_am AS stand_am_alt,
        neu.synthetisch OR alt.synthetisch AS synthetisch,
        -- As `same_period` in pipeline/change_report.py.
        coalesce(
            alt.zeitraum = neu.zeitraum
            AND ((alt.edition_id IS NOT NULL AND neu.edition_id IS NOT NULL)
                 OR regexp_matches(neu.zeitraum, '\b20\d\d\b')),
            FALSE
        ) AS vergleichbar
    FROM snapshots AS neu
    INNER JOIN snapshots AS alt ON alt.sequence = neu.vorgaenger_sequence
),
zeilen_der_neuen AS (
    SELECT
        p.*,
        neu.gemeinde_ags,
        neu.gemeinde_name,
        neu.kreis_ags,
        neu.kreis_name,
        alt.gemeinde_ags IS NULL AS fehlt_alt,
        FALSE AS fehlt_neu,
        alt.betrag_eur AS betrag_eur_alt,
        neu.betrag_eur AS betrag_eur_neu,
        coalesce(alt.personen, alt.personen_errechnet) AS personen_alt,
        coalesce(neu.personen, neu.personen_errechnet) AS personen_neu,
        alt.zeitraum AS zeitraum_alt,
        neu.zeitraum AS zeitraum_neu
    FROM ausgabenpaare AS p
    INNER JOIN figures AS neu ON neu.sequence = p.sequence_neu
    LEFT JOIN figures AS alt
        ON alt.sequence = p.sequence_alt AND alt.gemeinde_ags = neu.gemeinde_ags
),
zeilen_nur_der_alten AS (
    SELECT
        p.*,
        alt.gemeinde_ags,
        alt.gemeinde_name,
        alt.kreis_ags,
        alt.kreis_name,
        FALSE AS fehlt_alt,
        TRUE AS fehlt_neu,
        alt.betrag_eur AS betrag_eur_alt,
        coalesce(alt.personen, alt.personen_errechnet) AS personen_alt,
        alt.zeitraum AS zeitraum_alt
    FROM ausgabenpaare AS p
    INNER JOIN figures AS alt ON alt.sequence = p.sequence_alt
    ANTI JOIN figures AS neu
        ON neu.sequence = p.sequence_neu AND neu.gemeinde_ags = alt.gemeinde_ags
),
gegenueberstellung AS (
    -- Not one full join: only so does a question about two editions read no others.
    SELECT * FROM zeilen_der_neuen
    UNION ALL BY NAME
    SELECT * FROM zeilen_nur_der_alten
),
unterschiede AS (
    SELECT g.* REPLACE (g.vergleichbar AND NOT g.fehlt_alt AND NOT g.fehlt_neu AS vergleichbar)
    FROM gegenueberstellung AS g
    WHERE g.fehlt_neu
       OR g.fehlt_alt
       OR g.betrag_eur_alt <> g.betrag_eur_neu
       OR g.personen_alt IS DISTINCT FROM g.personen_neu
       OR g.zeitraum_alt IS DISTINCT FROM g.zeitraum_neu
)
SELECT
    u.gemeinde_ags,
    u.gemeinde_name,
    u.kreis_ags,
    u.kreis_name,
    CASE
        WHEN u.fehlt_neu THEN 'fehlt in der neueren Ausgabe'
        WHEN u.fehlt_alt THEN 'fehlt in der älteren Ausgabe'
        ELSE 'geändert'
    END AS aenderung,
    u.betrag_eur_alt,
    u.betrag_eur_neu,
    u.betrag_eur_neu - u.betrag_eur_alt AS differenz_eur,
    CASE
        WHEN u.vergleichbar AND u.betrag_eur_alt > 0
            THEN round(100 * (u.betrag_eur_neu - u.betrag_eur_alt) / u.betrag_eur_alt, 1)
    END AS differenz_prozent,
    u.personen_alt,
    u.personen_neu,
    u.zeitraum_alt,
    u.zeitraum_neu,
    u.vergleichbar,
    CASE
        WHEN u.fehlt_neu OR u.fehlt_alt
            THEN 'Die Gemeinde steht nur in einer der beiden Ausgaben.'
        WHEN NOT u.vergleichbar
            THEN 'Die Beträge gelten für verschiedene oder unbekannte Zeiträume und sind nicht vergleichbar.'
    END AS hinweis,
    u.stand_am_alt,
    u.stand_am_neu,
    u.snapshot_id_alt,
    u.snapshot_id_neu,
    u.synthetisch
FROM unterschiede AS u;
