"""The order of the stages, and nothing else: the only package that knows them all.

    ingest       one document the whole way
    refresh      the same from the source's address
    backfilling  the same for each capture of an archive
    reprocessing published editions read again with today's code
    decisions    accept a held document, withdraw an edition
    rereading    one published document read again, and what becomes of it
    earlier      the reading in whose place an accepted one is put
    drafts       what is kept of a document as a snapshot
    reading      extract, interpret, check
    pictures     of the rows that hold a document
    references   what a document is held against: corrections, the edition published last
    sightings    that the bytes of a snapshot were there earlier than was known
    publication  database and exports from the snapshots
    upkeep       what needs no new document: look, export, rebuild
    verifying    proof of files, database, exports and documents

Stages are imported where they are called: a run that ends early loads nothing it does not need.
"""

from typing import TYPE_CHECKING

from pipeline.lazy import names_on_demand

# Modules named like their function are loaded here: on demand, the module would stand for it.
from pipeline.run.ingest import INGEST_STEPS, ingest
from pipeline.run.reading import (
    ALL_ENGINES,
    OWN_ENGINE,
    draw_understanding,
    identify_document,
    read_as_printed,
    read_tables,
    rows_in_error,
    understand,
)
from pipeline.run.refresh import REFRESH_STEPS, refresh

if TYPE_CHECKING:
    from pipeline.run.backfilling import backfill, plan_backfill
    from pipeline.run.decisions import ACCEPT_STEPS, accept, withdraw
    from pipeline.run.drafts import Verdict
    from pipeline.run.progress import CountedProgress, Progress
    from pipeline.run.publication import publications
    from pipeline.run.reprocessing import reprocess
    from pipeline.run.upkeep import diff, export, list_snapshots, query, rebuild
    from pipeline.run.verifying import verify

__all__ = [
    "ACCEPT_STEPS",
    "ALL_ENGINES",
    "INGEST_STEPS",
    "OWN_ENGINE",
    "REFRESH_STEPS",
    "CountedProgress",
    "Progress",
    "Verdict",
    "accept",
    "backfill",
    "diff",
    "draw_understanding",
    "export",
    "identify_document",
    "ingest",
    "list_snapshots",
    "plan_backfill",
    "publications",
    "query",
    "read_as_printed",
    "read_tables",
    "rebuild",
    "refresh",
    "reprocess",
    "rows_in_error",
    "understand",
    "verify",
    "withdraw",
]

if not TYPE_CHECKING:  # which knows these names, and no others
    __getattr__ = names_on_demand(
        __name__,
        __all__,
        (
            "progress",
            "publication",
            "drafts",
            "decisions",
            "reprocessing",
            "upkeep",
            "verifying",
            "backfilling",
        ),
    )
