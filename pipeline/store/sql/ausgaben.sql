-- The editions that count today with their documents, the newest first.
SELECT
    s.snapshot_id,
    s.edition_label,
    s.zeitraum,
    s.veroeffentlicht,
    s.stand_am,
    s.bekannt_seit_utc,
    s.status,
    s.row_count,
    s.total_eur,
    s.budget_eur,
    s.personen_gesamt,
    s.engines,
    -- How many programmes read a figure; a version may have commas, the name of an engine has none.
    (
        SELECT max(len(string_split(f.gelesen_von, ', ')))
        FROM figures AS f
        WHERE f.sequence = s.sequence
    ) AS lesungen,
    s.angenommen_von,
    s.angenommen_grund,
    s.ersetzt_snapshot_id,
    s.ersetzt_grund,
    s.rows_sha256,
    s.document_sha256,
    d.original_name,
    d.url,
    d.page_count,
    d.size_bytes,
    d.first_seen_utc,
    s.synthetisch,
    (
        SELECT max(greatest(a.bekannt_seit_utc, a.ersetzt_seit_utc, a.zurueckgezogen_seit_utc))
        FROM snapshots AS a
        WHERE a.status <> 'synthetisch_verborgen'
    ) AS geaendert_utc
FROM snapshots AS s
INNER JOIN documents AS d USING (document_sha256)
WHERE s.status IN ('aktuell', 'frueher')
-- As in planungsrahmen_am.sql.
ORDER BY s.stand_am DESC, least(s.gesehen_seit_utc, d.captured_utc)::DATE DESC, s.sequence DESC
