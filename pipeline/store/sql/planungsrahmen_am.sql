-- The edition that was the newest one on a day (datum), as far as this warehouse knew on a day
-- (bekannt_am); NULL sets no limit. Days are those of UTC.
CREATE MACRO planungsrahmen_am(datum, bekannt_am := NULL) AS TABLE
WITH damals_bekannt AS (
    SELECT s.*
    FROM snapshots AS s
    WHERE s.status <> 'synthetisch_verborgen'
      AND (bekannt_am IS NULL OR CAST(s.bekannt_seit_utc AS DATE) <= CAST(bekannt_am AS DATE))
),
damals_gueltig AS (
    -- Asked without bekannt_am, that is for today, each of these comparisons is NULL: not valid.
    SELECT b.*
    FROM damals_bekannt AS b
    WHERE (b.zurueckgezogen_seit_utc IS NULL
           OR CAST(b.zurueckgezogen_seit_utc AS DATE) > CAST(bekannt_am AS DATE))
      AND (b.ersetzt_seit_utc IS NULL
           OR CAST(b.ersetzt_seit_utc AS DATE) > CAST(bekannt_am AS DATE))
),
neueste_ausgabe AS (
    SELECT g.*
    FROM damals_gueltig AS g
    WHERE datum IS NULL OR g.stand_am <= CAST(datum AS DATE)
    ORDER BY g.stand_am DESC, g.sequence DESC
    LIMIT 1
)
SELECT
    f.gemeinde_ags,
    f.gemeinde_name,
    f.kreis_ags,
    f.kreis_name,
    f.personen,
    f.personen_errechnet,
    f.betrag_eur,
    f.zeitraum,
    f.antragsberechtigt,
    f.snapshot_id,
    n.edition_label,
    n.veroeffentlicht,
    n.stand_am,
    n.bekannt_seit_utc,
    g.art AS gemeinde_art,
    k.kreis_art,
    k.regierungsbezirk_name,
    g.verband_name,
    f.betrag_eur_gedruckt,
    f.korrektur,
    f.page,
    n.document_sha256,
    n.synthetisch
FROM figures AS f
INNER JOIN neueste_ausgabe AS n ON n.sequence = f.sequence
LEFT JOIN gemeinden AS g ON g.gemeinde_ags = f.gemeinde_ags
LEFT JOIN kreise AS k ON k.kreis_ags = f.kreis_ags
ORDER BY f.gemeinde_ags;
