-- The figures of some municipalities ($ags, a list) in every edition that counts today, the newest
-- first, each with its rank in its Kreis and in the Land, and where it is printed.

WITH gereiht AS (
    SELECT
        h.*,
        rank() OVER (PARTITION BY h.snapshot_id, h.kreis_ags ORDER BY h.betrag_eur DESC) AS rang_kreis,
        count(*) OVER (PARTITION BY h.snapshot_id, h.kreis_ags) AS gemeinden_kreis,
        rank() OVER (PARTITION BY h.snapshot_id ORDER BY h.betrag_eur DESC) AS rang_land,
        count(*) OVER (PARTITION BY h.snapshot_id) AS gemeinden_land
    FROM historie AS h
)

SELECT
    g.gemeinde_ags,
    g.snapshot_id,
    g.edition_label,
    g.veroeffentlicht,
    g.stand_am,
    g.zeitraum,
    g.ist_aktuell,
    g.betrag_eur,
    g.personen,
    g.personen_errechnet,
    g.antragsberechtigt,
    g.rang_kreis,
    g.gemeinden_kreis,
    g.rang_land,
    g.gemeinden_land,
    g.korrektur,
    b.beanstandet,
    b.angenommen_von,
    b.gelesen_von,
    b.text_gedruckt,
    b.original_name,
    b.document_sha256,
    b.url,
    b.first_seen_utc AS gesehen_seit_utc,
    b.page,
    b.row_on_page,
    b.x0,
    b.y0,
    b.x1,
    b.y1,
    g.synthetisch
FROM gereiht AS g
INNER JOIN belege AS b USING (snapshot_id, gemeinde_ags)
WHERE g.gemeinde_ags IN $ags
ORDER BY g.ist_aktuell DESC, g.stand_am DESC, g.bekannt_seit_utc DESC, g.snapshot_id DESC
