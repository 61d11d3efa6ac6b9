"""The order of the stages, and nothing else: the only package that knows them all.

    ingest       one document the whole way
    refresh      the same from the source's address
    decisions    accept a held document, withdraw an edition
    reading      extract, interpret, check
    pictures     of the rows that hold a document
    references   what a document is held against: corrections, the edition published last
    sightings    that the bytes of a snapshot were there earlier than was known
    publication  database and exports from the snapshots
    upkeep       what needs no new document: look, verify, rebuild

Stages are imported where they are called: a run that ends early loads nothing it does not need.
"""

from pipeline.run.decisions import ACCEPT_STEPS, Verdict, accept, withdraw
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
from pipeline.run.refresh import REFRESH_STEPS, refresh
from pipeline.run.upkeep import diff, export, list_snapshots, query, rebuild, verify

__all__ = [
    "ACCEPT_STEPS",
    "ALL_ENGINES",
    "INGEST_STEPS",
    "OWN_ENGINE",
    "REFRESH_STEPS",
    "Progress",
    "Verdict",
    "accept",
    "diff",
    "draw_understanding",
    "export",
    "ingest",
    "list_snapshots",
    "query",
    "read_tables",
    "rebuild",
    "refresh",
    "rows_in_error",
    "tables_as_printed",
    "understand",
    "verify",
    "withdraw",
]
