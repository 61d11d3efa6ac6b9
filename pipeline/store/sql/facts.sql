-- What readers are given of each snapshot, in so few facts that any loss shows in them. Captures
-- stand with the first snapshot of their document, for that is where later ones are recorded.

WITH first_snapshots AS (
    SELECT document_sha256, min(sequence) AS sequence FROM snapshots GROUP BY document_sha256
)

SELECT
    s.snapshot_id,
    s.rows_sha256,
    s.zurueckgezogen_seit_utc IS NOT NULL,
    CASE WHEN f.sequence IS NULL THEN [] ELSE [e.captured_utc FOR e IN d.erfassungen] END
FROM snapshots AS s
JOIN documents AS d USING (document_sha256)
LEFT JOIN first_snapshots AS f USING (document_sha256, sequence)
ORDER BY s.sequence
