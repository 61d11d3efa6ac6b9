"""Keep accepted editions as immutable files, and the database built from them.

    warehouse, records          where things lie, the immutable snapshots, what was learned later
    history                     which editions count, and since when
    publication, losses         what readers were given, and whether it is all still kept
    new_snapshot, comparison    a trusted document becomes a snapshot, or is compared with one
    held                        a document that is not trusted, and the German report on it
    duck                        the door to DuckDB
    figure_rows                 the rows of snapshots, as Parquet and by their hash
    database, query, question   the database that is published, our questions to it, and others'
    proof                       proof that all of it is what it was

All writing happens inside `lock_warehouse`. What cannot be written ends with a
`WarehouseNotWritableError`, and what was there before is still there; what is missing or damaged, a
record, a file or the database, with a `WarehouseDamagedError` that names it and what to do.
"""
