-- Where each figure of an edition that counts today is printed, and who read it there.
CREATE VIEW belege AS
WITH gueltige_ausgaben AS (
    SELECT s.* FROM snapshots AS s WHERE s.status IN ('aktuell', 'frueher')
),

-- Warnings too, and what failed where a person accepted the edition all the same.
beanstandete_stellen AS (
    SELECT c.snapshot_id, c.name, unnest(c.fundstellen, recursive := true)
    FROM checks AS c
    WHERE NOT c.passed
),

beanstandungen AS (
    SELECT
        b.snapshot_id,
        b.page,
        b.row_on_page,
        b.text_gedruckt,
        string_agg(DISTINCT b.name, ', ' ORDER BY b.name) AS beanstandet
    FROM beanstandete_stellen AS b
    GROUP BY ALL
)
SELECT
    f.gemeinde_ags,
    f.gemeinde_name,
    f.betrag_eur,
    f.betrag_gedruckt,
    f.korrektur,
    f.name_gedruckt,
    f.text_gedruckt,
    f.page,
    f.row_on_page,
    f.x0,
    f.y0,
    f.x1,
    f.y1,
    f.engine,
    f.gelesen_von,
    len(string_split(f.gelesen_von, ', ')) AS lesungen,
    b.beanstandet,
    f.snapshot_id,
    a.edition_label,
    a.document_sha256,
    d.original_name,
    d.url,
    d.first_seen_utc,
    a.angenommen_von,
    a.synthetisch
FROM figures AS f
INNER JOIN gueltige_ausgaben AS a ON a.sequence = f.sequence
INNER JOIN documents AS d ON d.document_sha256 = a.document_sha256
LEFT JOIN beanstandungen AS b
    ON b.snapshot_id = f.snapshot_id
    AND b.page = f.page
    AND b.row_on_page = f.row_on_page
    AND b.text_gedruckt = f.text_gedruckt;
