"""Keep accepted editions as immutable files, and the database built from them.

A trusted frame becomes a snapshot folder (`write_snapshot`), a run that is not trusted a held
folder (`write_held`); the database is built anew from all snapshots (`build_database`) and answers
questions (`run_query`). All writing happens inside `lock_warehouse`.

Its modules are loaded when a name of theirs is first used.
"""

from typing import TYPE_CHECKING

from pipeline.lazy import names_on_demand
from pipeline.values import format_value

if TYPE_CHECKING:
    from pipeline.store.account import Account
    from pipeline.store.before import StoredEdition, load_edition_before
    from pipeline.store.changes import compare_snapshots
    from pipeline.store.database import build_database, new_database, replace_database
    from pipeline.store.differences import Difference, difference_of
    from pipeline.store.failed_checks import covers
    from pipeline.store.forgetting import (
        check_records,
        find_forgettings,
        forget,
        set_remains_aside,
    )
    from pipeline.store.held import write_held
    from pipeline.store.held_decision import (
        Decidable,
        Decision,
        HeldRun,
        changed_since_held,
        find_decidable,
        was_contested,
        write_decision,
    )
    from pipeline.store.held_draft import (
        HeldDraft,
        Pictures,
        PrintedRow,
        ReadAgain,
        RowPicture,
        rows_concerned,
    )
    from pipeline.store.learning import add_sighting, withdraw_snapshot
    from pipeline.store.manifest import Manifest, read_manifest
    from pipeline.store.new_snapshot import (
        SHORT_HASH,
        SnapshotDraft,
        snapshot_id,
        write_snapshot,
    )
    from pipeline.store.publication import (
        is_as_published,
        mark_published,
        mark_unpublished,
        set_stale_wal_aside,
    )
    from pipeline.store.published import is_empty, unpublished_because
    from pipeline.store.query import (
        QueryResult,
        export_parquet,
        listed_snapshots,
        newest_edition,
        read_parquet,
        run_query,
    )
    from pipeline.store.render import render_csv, render_json, render_table
    from pipeline.store.rereading import Rereading, compare_reading, hash_frame
    from pipeline.store.runs import write_run_record
    from pipeline.store.sightings import Sighting
    from pipeline.store.snapshots import load_snapshots
    from pipeline.store.standing import (
        Standing,
        editions_in_order,
        load_standings,
        newest_manifest,
        resolve_snapshot,
        seen_only_after,
    )
    from pipeline.store.verify import (
        ProvedSnapshot,
        Verified,
        compare_rows,
        verify_files,
    )
    from pipeline.store.warehouse import Warehouse, export_remedy, lock_warehouse
    from pipeline.store.withdrawals import (
        Withdrawal,
        find_withdrawal,
    )

__all__ = [
    "SHORT_HASH",
    "Account",
    "Decidable",
    "Decision",
    "Difference",
    "HeldDraft",
    "HeldRun",
    "Manifest",
    "Pictures",
    "PrintedRow",
    "ProvedSnapshot",
    "QueryResult",
    "ReadAgain",
    "Rereading",
    "RowPicture",
    "Sighting",
    "SnapshotDraft",
    "Standing",
    "StoredEdition",
    "Verified",
    "Warehouse",
    "Withdrawal",
    "add_sighting",
    "build_database",
    "changed_since_held",
    "check_records",
    "compare_reading",
    "compare_rows",
    "compare_snapshots",
    "covers",
    "difference_of",
    "editions_in_order",
    "export_parquet",
    "export_remedy",
    "find_decidable",
    "find_forgettings",
    "find_withdrawal",
    "forget",
    "format_value",
    "hash_frame",
    "is_as_published",
    "is_empty",
    "listed_snapshots",
    "load_edition_before",
    "load_snapshots",
    "load_standings",
    "lock_warehouse",
    "mark_published",
    "mark_unpublished",
    "new_database",
    "newest_edition",
    "newest_manifest",
    "read_manifest",
    "read_parquet",
    "render_csv",
    "render_json",
    "render_table",
    "replace_database",
    "resolve_snapshot",
    "rows_concerned",
    "run_query",
    "seen_only_after",
    "set_remains_aside",
    "set_stale_wal_aside",
    "snapshot_id",
    "unpublished_because",
    "verify_files",
    "was_contested",
    "withdraw_snapshot",
    "write_decision",
    "write_held",
    "write_run_record",
    "write_snapshot",
]

if not TYPE_CHECKING:  # which knows these names, and no others
    __getattr__ = names_on_demand(
        __name__,
        __all__,
        (
            "warehouse",
            "runs",
            "publication",
            "snapshots",
            "withdrawals",
            "manifest",
            "new_snapshot",
            "standing",
            "sightings",
            "learning",
            "published",
            "forgetting",
            "account",
            "before",
            "rereading",
            "failed_checks",
            "held_draft",
            "held_decision",
            "held",
            "database",
            "query",
            "render",
            "changes",
            "differences",
            "verify",
        ),
    )
