-- Every municipality in every edition that counts today.
CREATE VIEW historie AS
WITH gueltige_ausgaben AS (
    SELECT s.* FROM snapshots AS s WHERE s.status IN ('aktuell', 'frueher')
)
SELECT
    f.gemeinde_ags,
    f.gemeinde_name,
    f.kreis_ags,
    f.kreis_name,
    a.stand_am,
    a.edition_label,
    f.zeitraum,
    f.personen,
    f.personen_errechnet,
    f.betrag_eur,
    f.antragsberechtigt,
    f.korrektur,
    a.veroeffentlicht,
    a.bekannt_seit_utc,
    f.snapshot_id,
    a.status = 'aktuell' AS ist_aktuell,
    a.synthetisch
FROM figures AS f
INNER JOIN gueltige_ausgaben AS a ON a.sequence = f.sequence;
