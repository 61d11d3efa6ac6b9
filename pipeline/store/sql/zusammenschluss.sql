-- Could these municipalities apply together? One row per member, each with the sum of all.
CREATE MACRO zusammenschluss(liste) AS TABLE
WITH schwelle AS (
    SELECT s.antragsschwelle_eur AS schwelle_eur FROM snapshots AS s WHERE s.status = 'aktuell'
),
genannte AS (
    SELECT DISTINCT n.gemeinde_ags
    FROM (SELECT unnest(CAST(liste AS VARCHAR[])) AS gemeinde_ags) AS n
),
mitglieder AS (
    SELECT n.gemeinde_ags, p.gemeinde_name, p.kreis_name, p.betrag_eur,
           p.antragsberechtigt, p.zeitraum, p.snapshot_id, p.synthetisch
    FROM genannte AS n
    LEFT JOIN planungsrahmen AS p ON p.gemeinde_ags = n.gemeinde_ags
),
summe AS (
    SELECT
        sum(m.betrag_eur) AS summe_eur,
        count(*) - count(m.betrag_eur) AS ohne_betrag,
        -- The threshold is one for annual amounts; for others antragsberechtigt is NULL.
        count(m.betrag_eur) - count(m.antragsberechtigt) AS ohne_schwelle
    FROM mitglieder AS m
),
ergebnis AS (
    SELECT
        s.summe_eur,
        w.schwelle_eur,
        CASE
            WHEN s.ohne_betrag = 0 AND s.ohne_schwelle = 0 THEN s.summe_eur >= w.schwelle_eur
        END AS erreicht,
        greatest(w.schwelle_eur - s.summe_eur, 0) AS fehlbetrag_eur,
        CASE
            WHEN s.ohne_betrag > 0
                THEN 'Für ' || s.ohne_betrag || ' der genannten Schlüssel gibt es keinen Betrag; '
                     || 'die Summe ist unvollständig.'
            WHEN s.ohne_schwelle > 0
                THEN 'Die Schwelle gilt für Jahresbeträge; dass diese Beträge welche sind, steht nicht fest.'
            WHEN s.summe_eur >= w.schwelle_eur
                THEN 'Die Schwelle ist erreicht.'
            ELSE 'Die Schwelle ist nicht erreicht.'
        END AS hinweis
    FROM summe AS s
    LEFT JOIN schwelle AS w ON TRUE
)
SELECT
    m.gemeinde_ags,
    m.gemeinde_name,
    m.kreis_name,
    m.betrag_eur,
    e.summe_eur,
    e.schwelle_eur,
    e.erreicht,
    CASE WHEN e.erreicht IS NOT NULL THEN e.fehlbetrag_eur END AS fehlbetrag_eur,
    e.hinweis,
    m.zeitraum,
    m.snapshot_id,
    m.synthetisch
FROM mitglieder AS m
CROSS JOIN ergebnis AS e
ORDER BY m.gemeinde_ags;
