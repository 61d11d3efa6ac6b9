-- Each snapshot, how it stands, which better reading stands in its place, and who accepted it.

WITH counting AS (
    SELECT document_sha256, max(sequence) AS sequence, max_by(snapshot_id, sequence) AS snapshot_id
    FROM snapshots
    WHERE zurueckgezogen_seit_utc IS NULL
    GROUP BY document_sha256
)

SELECT
    s.snapshot_id AS id,
    s.sequence,
    s.edition_id AS edition,
    s.stand_am,
    s.zeitraum,
    s.status,
    CASE WHEN c.sequence > s.sequence THEN c.snapshot_id END AS superseded_by,
    s.angenommen_von AS accepted_by,
    s.synthetisch AS synthetic,
    s.row_count AS rows,
    s.total_eur,
    s.document_sha256 AS document,
    s.rows_sha256
FROM snapshots AS s
LEFT JOIN counting AS c USING (document_sha256)
ORDER BY s.sequence
