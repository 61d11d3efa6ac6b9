-- The editions that a person withdrew, the last one first; made-up ones only where none is real.
WITH placed AS (
    -- As in planungsrahmen_am.sql.
    SELECT s.*, least(s.gesehen_seit_utc, d.captured_utc)::DATE AS gesehen_am
    FROM snapshots AS s
    INNER JOIN documents AS d USING (document_sha256)
)

SELECT
    w.snapshot_id,
    w.edition_label,
    w.veroeffentlicht,
    w.stand_am,
    w.zurueckgezogen_seit_utc,
    w.zurueckgezogen_von,
    w.zurueckgezogen_grund,
    w.synthetisch,
    -- Whether readers of what is shown now would have been shown it instead.
    coalesce(
        w.edition_label = s.edition_label
        OR (w.stand_am, w.gesehen_am, w.sequence) > (s.stand_am, s.gesehen_am, s.sequence),
        TRUE
    ) AS geht_vor
FROM placed AS w
LEFT JOIN placed AS s ON s.status = 'aktuell'
WHERE w.status = 'zurueckgezogen' AND (s.synthetisch IS NOT FALSE OR NOT w.synthetisch)
ORDER BY w.zurueckgezogen_seit_utc DESC, w.sequence DESC
