-- The editions that a person withdrew, the last one first.
SELECT
    snapshot_id,
    edition_label,
    veroeffentlicht,
    stand_am,
    zurueckgezogen_seit_utc,
    zurueckgezogen_von,
    zurueckgezogen_grund
FROM snapshots
WHERE status = 'zurueckgezogen'
ORDER BY zurueckgezogen_seit_utc DESC, sequence DESC
