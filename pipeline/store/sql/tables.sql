-- The only place that names the stored columns and their types: Parquet files, hashes and the
-- database all follow it. No primary keys here: on `figures` one would triple the file, so the
-- build verifies what they would guarantee.

CREATE TABLE documents (
    document_sha256 VARCHAR,
    original_name VARCHAR,
    url VARCHAR,
    size_bytes BIGINT,
    page_count INTEGER,
    title_text VARCHAR,
    first_seen_utc TIMESTAMP,
    captured_utc TIMESTAMP,
    erfassungen STRUCT(captured_utc TIMESTAMP, bekannt_seit_utc TIMESTAMP)[],
    synthetisch BOOLEAN
);

CREATE TABLE snapshots (
    sequence INTEGER,
    snapshot_id VARCHAR,
    document_sha256 VARCHAR,
    reihe VARCHAR,
    edition_id VARCHAR,
    edition_label VARCHAR,
    zeitraum VARCHAR,
    veroeffentlicht VARCHAR,
    angaben_aus VARCHAR,
    stand_am DATE,
    gesehen_seit_utc TIMESTAMP,
    bekannt_seit_utc TIMESTAMP,
    status VARCHAR,
    vorgaenger_sequence INTEGER,
    ersetzt_seit_utc TIMESTAMP,
    zurueckgezogen_seit_utc TIMESTAMP,
    zurueckgezogen_grund VARCHAR,
    zurueckgezogen_von VARCHAR,
    ersetzt_snapshot_id VARCHAR,
    ersetzt_grund VARCHAR,
    angenommen_grund VARCHAR,
    angenommen_von VARCHAR,
    budget_eur BIGINT,
    personen_gesamt BIGINT,
    antragsschwelle_eur INTEGER,
    row_count INTEGER,
    total_eur DECIMAL(14, 2),
    rows_sha256 VARCHAR,
    engines VARCHAR,
    software_version VARCHAR,
    synthetisch BOOLEAN
);

CREATE TABLE figures (
    sequence INTEGER,
    snapshot_id VARCHAR,
    gemeinde_ags VARCHAR,
    gemeinde_name VARCHAR,
    kreis_ags VARCHAR,
    kreis_name VARCHAR,
    personen INTEGER,
    personen_errechnet INTEGER,
    betrag_eur DECIMAL(14, 2),
    betrag_eur_gedruckt DECIMAL(14, 2),
    zeitraum VARCHAR,
    antragsberechtigt BOOLEAN,
    name_gedruckt VARCHAR,
    betrag_gedruckt VARCHAR,
    page INTEGER,
    row_on_page INTEGER,
    x0 DOUBLE,
    y0 DOUBLE,
    x1 DOUBLE,
    y1 DOUBLE,
    -- The one column of long, ever different text: a fifth of the file without this.
    text_gedruckt VARCHAR USING COMPRESSION zstd,
    engine VARCHAR,
    gelesen_von VARCHAR,
    korrektur VARCHAR
);

CREATE TABLE checks (
    snapshot_id VARCHAR,
    check_number INTEGER,
    name VARCHAR,
    severity VARCHAR,
    passed BOOLEAN,
    meldung VARCHAR,
    message VARCHAR,
    fundstellen STRUCT(page INTEGER, row_on_page INTEGER, text_gedruckt VARCHAR)[]
);

CREATE TABLE gemeinden (
    gemeinde_ags VARCHAR,
    ars VARCHAR,
    gemeinde_name VARCHAR,
    art VARCHAR,
    kreis_ags VARCHAR,
    verband_ars VARCHAR,
    verband_name VARCHAR,
    verband_art VARCHAR
);

CREATE TABLE kreise (
    kreis_ags VARCHAR,
    kreis_name VARCHAR,
    kreis_art VARCHAR,
    regierungsbezirk_ags VARCHAR,
    regierungsbezirk_name VARCHAR
);
