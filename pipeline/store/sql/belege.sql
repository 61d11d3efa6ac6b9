-- Where each figure of an edition that counts today is printed, and who read it there.
CREATE VIEW belege AS
WITH gueltige_ausgaben AS (
    SELECT s.* FROM snapshots AS s WHERE s.status IN ('aktuell', 'frueher')
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
    f.snapshot_id,
    a.edition_label,
    a.document_sha256,
    d.original_name,
    d.url,
    d.first_seen_utc,
    a.synthetisch
FROM figures AS f
INNER JOIN gueltige_ausgaben AS a ON a.sequence = f.sequence
INNER JOIN documents AS d ON d.document_sha256 = a.document_sha256;
