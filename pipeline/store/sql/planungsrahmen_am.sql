-- The edition that was the newest one on a day (datum), as far as this warehouse knew at the end of
-- a day (bekannt_am); NULL sets no limit. Days are those of UTC. `editions_in_order` in standing.py
-- has the same order, for today.
CREATE MACRO planungsrahmen_am(datum, bekannt_am := NULL) AS TABLE
WITH erfassungen AS (
    SELECT d.document_sha256, unnest(d.erfassungen, recursive := true)
    FROM documents AS d
),
damals_bekannte_erfassungen AS (
    SELECT e.document_sha256, min(e.captured_utc) AS erfasst_utc
    FROM erfassungen AS e
    WHERE bekannt_am IS NULL OR CAST(e.bekannt_seit_utc AS DATE) <= CAST(bekannt_am AS DATE)
    GROUP BY e.document_sha256
),
damals_bekannt AS (
    -- What is withdrawn is left out here already, so that an earlier reading takes its place.
    SELECT s.*, CAST(least(s.gesehen_seit_utc, e.erfasst_utc) AS DATE) AS gesehen_am
    FROM snapshots AS s
    LEFT JOIN damals_bekannte_erfassungen AS e ON e.document_sha256 = s.document_sha256
    WHERE s.status <> 'synthetisch_verborgen'
      AND (bekannt_am IS NULL OR CAST(s.bekannt_seit_utc AS DATE) <= CAST(bekannt_am AS DATE))
      -- Without bekannt_am, that is for today, this comparison is NULL: not valid.
      AND (s.zurueckgezogen_seit_utc IS NULL
           OR CAST(s.zurueckgezogen_seit_utc AS DATE) > CAST(bekannt_am AS DATE))
),
damals_gueltig AS (
    SELECT
        b.* REPLACE (
            CASE
                WHEN b.edition_id IS NOT NULL THEN b.stand_am
                -- least leaves out NULL; a month gets its first day.
                ELSE least(CAST(rpad(b.veroeffentlicht, 10, '-01') AS DATE), b.gesehen_am)
            END AS stand_am
        )
    FROM damals_bekannt AS b
    QUALIFY row_number() OVER (PARTITION BY b.document_sha256 ORDER BY b.sequence DESC) = 1
),
neueste_ausgabe AS (
    SELECT g.*
    FROM damals_gueltig AS g
    WHERE datum IS NULL OR g.stand_am <= CAST(datum AS DATE)
    ORDER BY g.stand_am DESC, g.gesehen_am DESC, g.sequence DESC
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
