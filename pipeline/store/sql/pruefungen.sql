-- What was checked of some snapshots ($ids, a list), in the order of the checks.
SELECT
    snapshot_id,
    name,
    severity,
    passed,
    CASE
        WHEN NOT passed AND severity = 'fehler' THEN 'nicht bestanden'
        WHEN NOT passed THEN 'Warnung'
        WHEN starts_with(meldung, 'Nicht anwendbar') THEN 'nicht anwendbar'
        WHEN starts_with(meldung, 'Enthält sich') THEN 'enthält sich'
        ELSE 'bestanden'
    END AS ergebnis,
    meldung,
    fundstellen
FROM checks
WHERE snapshot_id IN $ids
ORDER BY snapshot_id, check_number
