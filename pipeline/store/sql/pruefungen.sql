-- What was checked of some snapshots ($ids, a list), in the order of the checks.
SELECT
    snapshot_id,
    name,
    severity,
    passed,
    meldung,
    fundstellen
FROM checks
WHERE snapshot_id IN $ids
ORDER BY snapshot_id, check_number
