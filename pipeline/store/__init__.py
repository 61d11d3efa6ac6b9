"""Keep accepted editions as immutable files, and the database built from them.

    warehouse, snapshots, records   where things lie, and what is recorded of each snapshot
    learned, history                what was learned later, which editions count, and since when
    publication, losses             what readers were given, and whether it is all still kept
    new_snapshot, comparison        a trusted document becomes a snapshot, or is compared with one
    held, report                    a document that is not trusted, and the German report on it
    figures, tables, database       rows and records as DuckDB holds them
    query                           questions to the published database
    differences, verify             proof that all of it is what it was

All writing happens inside `lock_warehouse`.
"""
