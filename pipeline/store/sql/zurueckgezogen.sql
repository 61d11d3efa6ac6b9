-- The editions that a person withdrew, the last one first; made-up ones only where none is real.
WITH shown AS (SELECT * FROM snapshots WHERE status = 'aktuell')

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
        OR (w.stand_am, w.gesehen_seit_utc::DATE, w.sequence)
        > (s.stand_am, s.gesehen_seit_utc::DATE, s.sequence),
        TRUE
    ) AS geht_vor
FROM snapshots AS w
LEFT JOIN shown AS s ON TRUE
WHERE w.status = 'zurueckgezogen' AND (s.synthetisch IS NOT FALSE OR NOT w.synthetisch)
ORDER BY w.zurueckgezogen_seit_utc DESC, w.sequence DESC
