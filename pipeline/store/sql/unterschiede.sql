-- Both figures of every municipality that either of two snapshots has; parameters: old, new.
WITH alt AS (SELECT * FROM figures WHERE snapshot_id = $alt),
neu AS (SELECT * FROM figures WHERE snapshot_id = $neu)
SELECT
    coalesce(neu.gemeinde_ags, alt.gemeinde_ags) AS gemeinde_ags,
    coalesce(neu.gemeinde_name, alt.gemeinde_name) AS gemeinde_name,
    coalesce(neu.kreis_ags, alt.kreis_ags) AS kreis_ags,
    coalesce(neu.kreis_name, alt.kreis_name) AS kreis_name,
    alt.betrag_eur,
    coalesce(alt.personen, alt.personen_errechnet),
    alt.antragsberechtigt,
    neu.betrag_eur,
    coalesce(neu.personen, neu.personen_errechnet),
    neu.antragsberechtigt
FROM alt
FULL JOIN neu ON neu.gemeinde_ags = alt.gemeinde_ags
ORDER BY gemeinde_ags;
