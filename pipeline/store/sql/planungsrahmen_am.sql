-- The edition that was the newest one on a day (datum), as far as this warehouse knew at the end of
-- a day (bekannt_am); NULL sets no limit. Days are those of UTC. `editions_in_order` in history.py
-- has the same order, for today. To be read from the inside out: DuckDB 1.4.0 and 1.4.1 do not find
-- what a stored macro names in WITH.
CREATE MACRO planungsrahmen_am(datum, bekannt_am := NULL) AS TABLE
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
    neueste_ausgabe.edition_label,
    neueste_ausgabe.veroeffentlicht,
    neueste_ausgabe.stand_am,
    neueste_ausgabe.bekannt_seit_utc,
    g.art AS gemeinde_art,
    k.kreis_art,
    k.regierungsbezirk_name,
    g.verband_name,
    f.betrag_eur_gedruckt,
    f.korrektur,
    f.page,
    neueste_ausgabe.document_sha256,
    neueste_ausgabe.synthetisch
FROM (
    SELECT damals_gueltig.*
    FROM (
        -- Of each document the newest reading, and from when it counted as far as was known.
        SELECT
            damals_bekannt.* REPLACE (
                CASE
                    WHEN edition_id IS NOT NULL THEN stand_am
                    -- least leaves out NULL; a month gets its first day.
                    ELSE least(CAST(rpad(veroeffentlicht, 10, '-01') AS DATE), gesehen_am)
                END AS stand_am
            )
        FROM (
            -- What is withdrawn is left out here already, so that an earlier reading takes its place.
            SELECT s.*, CAST(least(s.gesehen_seit_utc, erfasst.captured_utc) AS DATE) AS gesehen_am
            FROM snapshots AS s
            LEFT JOIN (
                SELECT document_sha256, min(captured_utc) AS captured_utc
                FROM (
                    SELECT d.document_sha256, unnest(d.erfassungen, recursive := true)
                    FROM documents AS d
                ) AS erfassungen
                WHERE bekannt_am IS NULL
                   OR CAST(bekannt_seit_utc AS DATE) <= CAST(bekannt_am AS DATE)
                GROUP BY document_sha256
            ) AS erfasst ON erfasst.document_sha256 = s.document_sha256
            WHERE s.status <> 'synthetisch_verborgen'
              AND (bekannt_am IS NULL
                   OR CAST(s.bekannt_seit_utc AS DATE) <= CAST(bekannt_am AS DATE))
              -- Without bekannt_am, that is for today, this comparison is NULL: not valid.
              AND (s.zurueckgezogen_seit_utc IS NULL
                   OR CAST(s.zurueckgezogen_seit_utc AS DATE) > CAST(bekannt_am AS DATE))
        ) AS damals_bekannt
        QUALIFY row_number() OVER (PARTITION BY document_sha256 ORDER BY sequence DESC) = 1
    ) AS damals_gueltig
    WHERE datum IS NULL OR damals_gueltig.stand_am <= CAST(datum AS DATE)
    ORDER BY damals_gueltig.stand_am DESC, damals_gueltig.gesehen_am DESC, damals_gueltig.sequence DESC
    LIMIT 1
) AS neueste_ausgabe
INNER JOIN figures AS f ON f.sequence = neueste_ausgabe.sequence
LEFT JOIN gemeinden AS g ON g.gemeinde_ags = f.gemeinde_ags
LEFT JOIN kreise AS k ON k.kreis_ags = f.kreis_ags
ORDER BY f.gemeinde_ags;
