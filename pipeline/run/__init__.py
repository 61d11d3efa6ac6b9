"""The order of the stages, and nothing else: the only package that knows them all.

    ingest       one document the whole way
    reading      extract, interpret, check
    references   what a document is held against: corrections, the edition published last
    publication  database and exports from the snapshots
    upkeep       what needs no new document: look, verify, rebuild

Stages are imported where they are called: a run that ends early loads nothing it does not need.
"""

from pipeline.run.ingest import INGEST_STEPS, ingest
from pipeline.run.progress import Progress
from pipeline.run.reading import (
    ALL_ENGINES,
    OWN_ENGINE,
    draw_understanding,
    read_tables,
    rows_in_error,
    tables_as_printed,
    understand,
)
from pipeline.run.upkeep import diff, export, list_snapshots, query, rebuild, verify

__all__ = [
    "ALL_ENGINES",
    "INGEST_STEPS",
    "OWN_ENGINE",
    "Progress",
    "diff",
    "draw_understanding",
    "export",
    "ingest",
    "list_snapshots",
    "query",
    "read_tables",
    "rebuild",
    "rows_in_error",
    "tables_as_printed",
    "understand",
    "verify",
]
