-- What every object of the current database is, as text: definitions and comments.

WITH objects AS (
    SELECT 'table ' || table_name AS subject, sql AS definition, comment
    FROM duckdb_tables()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT 'view ' || view_name, sql, comment
    FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT
        'macro ' || function_name,
        parameters::VARCHAR || ' ' || coalesce(macro_definition, ''),
        comment
    FROM duckdb_functions()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT 'column ' || table_name || '.' || column_name, data_type, comment
    FROM duckdb_columns()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT 'index ' || index_name, sql, comment
    FROM duckdb_indexes()
    WHERE database_name = current_database()
    UNION ALL
    SELECT 'sequence ' || sequence_name, sql, comment
    FROM duckdb_sequences()
    WHERE database_name = current_database()
    UNION ALL
    SELECT 'type ' || type_name, logical_type, comment
    FROM duckdb_types()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT 'schema ' || schema_name, '', comment
    FROM duckdb_schemas()
    WHERE database_name = current_database() AND NOT internal
),

texts AS (
    SELECT subject, concat_ws(' -- ', definition, comment) AS text
    FROM objects
)

SELECT subject, string_agg(text, '; ' ORDER BY text)
FROM texts
GROUP BY subject
