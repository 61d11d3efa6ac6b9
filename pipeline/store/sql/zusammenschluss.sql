-- Could these municipalities apply together? One row per member, each with the sum of all. To be
-- read from the inside out: DuckDB 1.4.0 and 1.4.1 do not find what a stored macro names in WITH.
CREATE MACRO zusammenschluss(liste) AS TABLE
SELECT
    ergebnis.gemeinde_ags,
    ergebnis.gemeinde_name,
    ergebnis.kreis_name,
    ergebnis.betrag_eur,
    ergebnis.summe_eur,
    ergebnis.schwelle_eur,
    ergebnis.erreicht,
    CASE
        WHEN ergebnis.erreicht IS NOT NULL
            THEN greatest(ergebnis.schwelle_eur - ergebnis.summe_eur, 0)
    END AS fehlbetrag_eur,
    CASE
        WHEN ergebnis.ohne_betrag > 0
            THEN 'Für ' || ergebnis.ohne_betrag || ' der genannten Schlüssel gibt es keinen Betrag; '
                 || 'die Summe ist unvollständig.'
        WHEN ergebnis.ohne_schwelle > 0
            THEN 'Die Schwelle gilt für Jahresbeträge; dass diese Beträge welche sind, steht nicht fest.'
        WHEN ergebnis.erreicht
            THEN 'Die Schwelle ist erreicht.'
        ELSE 'Die Schwelle ist nicht erreicht.'
    END AS hinweis,
    ergebnis.zeitraum,
    ergebnis.snapshot_id,
    ergebnis.synthetisch
FROM (
    SELECT
        mitglieder.*,
        s.antragsschwelle_eur AS schwelle_eur,
        CASE
            WHEN mitglieder.ohne_betrag = 0 AND mitglieder.ohne_schwelle = 0
                THEN mitglieder.summe_eur >= s.antragsschwelle_eur
        END AS erreicht
    FROM (
        SELECT
            genannte.gemeinde_ags,
            p.gemeinde_name,
            p.kreis_name,
            p.betrag_eur,
            p.zeitraum,
            p.snapshot_id,
            p.synthetisch,
            sum(p.betrag_eur) OVER () AS summe_eur,
            count(*) OVER () - count(p.betrag_eur) OVER () AS ohne_betrag,
            -- The threshold is one for annual amounts; for others antragsberechtigt is NULL.
            count(p.betrag_eur) OVER () - count(p.antragsberechtigt) OVER () AS ohne_schwelle
        FROM (SELECT DISTINCT unnest(CAST(liste AS VARCHAR[])) AS gemeinde_ags) AS genannte
        LEFT JOIN planungsrahmen AS p ON p.gemeinde_ags = genannte.gemeinde_ags
    ) AS mitglieder
    LEFT JOIN snapshots AS s ON s.status = 'aktuell'
) AS ergebnis
ORDER BY ergebnis.gemeinde_ags;
