-- What a change report says of one snapshot; parameter: id.
SELECT
    snapshot_id,
    edition_id,
    edition_label AS ausgabe,
    zeitraum,
    stand_am,
    row_count AS zeilen,
    total_eur AS summe_eur,
    document_sha256,
    synthetisch,
    status,
    ersetzt_seit_utc IS NOT NULL AS ersetzt,
    angenommen_von,
    angenommen_grund,
    zurueckgezogen_von,
    zurueckgezogen_grund
FROM snapshots
WHERE snapshot_id = $id
