-- Each snapshot, how it stands, which better reading stands in its place, and who accepted it.

WITH counting AS (
    SELECT document_sha256, max(sequence) AS sequence, max_by(snapshot_id, sequence) AS snapshot_id
    FROM snapshots
    WHERE zurueckgezogen_seit_utc IS NULL
    GROUP BY document_sha256
)

SELECT
    s.snapshot_id,
    s.sequence,
    s.document_sha256,
    s.edition_id,
    s.synthetisch,
    s.row_count,
    s.total_eur,
    s.rows_sha256,
    s.status,
    CASE WHEN c.sequence > s.sequence THEN c.snapshot_id END,
    s.angenommen_von,
    s.stand_am,
    s.zeitraum
FROM snapshots AS s
LEFT JOIN counting AS c USING (document_sha256)
ORDER BY s.sequence
