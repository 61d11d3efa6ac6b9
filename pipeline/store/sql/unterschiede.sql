-- What differs between two snapshots, by municipality and by Kreis: the beginning of a question to
-- `gemeinden` or `kreise`; parameters: alt, neu, vergleichbar. Missing is never taken for deleted.
WITH zahlen AS (
    SELECT
        snapshot_id,
        gemeinde_ags,
        gemeinde_name,
        kreis_ags,
        kreis_name,
        betrag_eur,
        coalesce(personen, personen_errechnet) AS personen,
        antragsberechtigt
    FROM figures
    WHERE snapshot_id IN ($alt, $neu)
),

alte AS (SELECT * FROM zahlen WHERE snapshot_id = $alt),

neue AS (SELECT * FROM zahlen WHERE snapshot_id = $neu),

paare AS (
    SELECT
        coalesce(neu.gemeinde_ags, alt.gemeinde_ags) AS gemeinde_ags,
        coalesce(neu.gemeinde_name, alt.gemeinde_name) AS gemeinde_name,
        coalesce(neu.kreis_ags, alt.kreis_ags) AS kreis_ags,
        coalesce(neu.kreis_name, alt.kreis_name) AS kreis_name,
        CASE
            WHEN alt.gemeinde_ags IS NULL THEN 'fehlt in der älteren'
            WHEN neu.gemeinde_ags IS NULL THEN 'fehlt in der neueren'
            WHEN (alt.betrag_eur, alt.personen, alt.antragsberechtigt)
                IS DISTINCT FROM (neu.betrag_eur, neu.personen, neu.antragsberechtigt)
                THEN 'geändert'
        END AS aenderung,
        alt.betrag_eur AS betrag_eur_alt,
        neu.betrag_eur AS betrag_eur_neu,
        alt.personen AS personen_alt,
        neu.personen AS personen_neu,
        alt.antragsberechtigt AS antragsberechtigt_alt,
        neu.antragsberechtigt AS antragsberechtigt_neu
    FROM alte AS alt
    FULL JOIN neue AS neu ON neu.gemeinde_ags = alt.gemeinde_ags
),

gemeinden AS (
    SELECT
        gemeinde_ags,
        gemeinde_name,
        kreis_ags,
        kreis_name,
        aenderung,
        betrag_eur_alt,
        betrag_eur_neu,
        betrag_eur_neu - betrag_eur_alt AS differenz_eur,
        CASE
            WHEN $vergleichbar AND betrag_eur_alt > 0
                THEN round(100 * (betrag_eur_neu - betrag_eur_alt) / betrag_eur_alt, 1)
        END AS differenz_prozent,
        personen_alt,
        personen_neu,
        personen_neu - personen_alt AS differenz_personen,
        antragsberechtigt_alt,
        antragsberechtigt_neu,
        $vergleichbar AS vergleichbar
    FROM paare
    WHERE aenderung IS NOT NULL
    ORDER BY gemeinde_ags
),

-- Of a Kreis with a municipality whose persons are not known they are not known either; one without
-- any row has no sum, not one of 0.
kreise AS (
    SELECT
        kreis_ags,
        any_value(
            CASE
                WHEN lower(k.kreis_name) LIKE '%kreis' THEN k.kreis_name
                ELSE k.kreis_art || ' ' || k.kreis_name
            END
        ) AS kreis,
        count(betrag_eur_alt) AS gemeinden_alt,
        count(betrag_eur_neu) AS gemeinden_neu,
        count(aenderung) AS geaendert,
        sum(betrag_eur_alt) AS summe_alt_eur,
        sum(betrag_eur_neu) AS summe_neu_eur,
        summe_neu_eur - summe_alt_eur AS differenz_eur,
        CASE
            WHEN count(betrag_eur_alt) = count(personen_alt) THEN sum(personen_alt)
        END AS personen_alt,
        CASE
            WHEN count(betrag_eur_neu) = count(personen_neu) THEN sum(personen_neu)
        END AS personen_neu
    FROM paare
    LEFT JOIN main.kreise AS k USING (kreis_ags)
    GROUP BY kreis_ags
    ORDER BY kreis_ags
)
