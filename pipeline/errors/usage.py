"""What a caller asked for that cannot be done as asked: exit code 2."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors.base import ExitCode, PlanungsrahmenError

_NOT_COUNTING = {
    "latest": "no edition counts, so none is the latest",
    "previous": "no two editions count, so none is the previous one",
}
"""What is missing where a snapshot is asked for by its age."""


class UsageError(PlanungsrahmenError):
    """The caller asked for something that cannot be done as asked."""

    exit_code = ExitCode.USAGE


class UnknownSnapshotError(UsageError):
    """No snapshot answers to the given identifier."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        """Keep the identifier asked for and those that exist."""
        self.wanted, self.known = wanted, tuple(known)
        listing = ", ".join(known) if known else "none: ingest a document first"
        missing = _NOT_COUNTING.get(wanted, f"no snapshot {wanted!r}")
        super().__init__(f"{missing}; known snapshots: {listing}")


class AmbiguousSnapshotError(UsageError):
    """An identifier prefix fits several snapshots."""

    def __init__(self, wanted: str, candidates: Sequence[str]) -> None:
        """Keep the prefix and the snapshots it fits."""
        self.wanted, self.candidates = wanted, tuple(candidates)
        super().__init__(
            f"{wanted!r} fits {len(candidates)} snapshots ({', '.join(candidates)}); "
            "give more characters"
        )


class SupersededSnapshotError(UsageError):
    """A snapshot was asked to be read again that a better reading superseded."""

    def __init__(self, snapshot: str, superseded_by: str) -> None:
        """Keep the snapshot and the one in its place."""
        self.snapshot, self.superseded_by = snapshot, superseded_by
        super().__init__(
            f"snapshot {snapshot} was superseded by {superseded_by}, a better reading of the same "
            f"document; run 'planungsrahmen reprocess {superseded_by}'"
        )


class WithdrawnSnapshotError(UsageError):
    """A snapshot was asked to be read again that a person withdrew."""

    def __init__(self, snapshot: str, decision: str) -> None:
        """Keep the snapshot, and by whom, when and why it was withdrawn."""
        self.snapshot, self.decision = snapshot, decision
        super().__init__(
            f"snapshot {snapshot} was withdrawn {decision}, so it is not read again; if its "
            f"document shall count after all, run 'planungsrahmen accept {snapshot}'"
        )


class UnknownHeldError(UsageError):
    """No held run and no withdrawn snapshot answers to the given identifier."""

    def __init__(self, wanted: str, held: Sequence[str], withdrawn: Sequence[str]) -> None:
        """Keep the identifier asked for and those that exist."""
        self.wanted, self.held, self.withdrawn = wanted, tuple(held), tuple(withdrawn)
        listing = ", ".join(held) if held else "none: nothing was held in this warehouse"
        beside = f"; withdrawn snapshots: {', '.join(withdrawn)}" if withdrawn else ""
        super().__init__(f"no held run {wanted!r}; known held runs: {listing}{beside}")


class AmbiguousHeldError(UsageError):
    """An identifier prefix fits several held runs or withdrawn snapshots."""

    def __init__(self, wanted: str, candidates: Sequence[str]) -> None:
        """Keep the prefix and what it fits."""
        self.wanted, self.candidates = wanted, tuple(candidates)
        super().__init__(
            f"{wanted!r} fits {len(candidates)} held runs or withdrawn snapshots "
            f"({', '.join(candidates)}); "
            "give more characters"
        )


class SnapshotExistsError(UsageError):
    """A snapshot of this document and edition is there already, with other rows."""

    def __init__(self, snapshot: str, kept_sha256: str, new_sha256: str) -> None:
        """Keep the snapshot's ID and the hashes of its rows and of the new ones."""
        self.snapshot, self.kept_sha256, self.new_sha256 = snapshot, kept_sha256, new_sha256
        super().__init__(
            f"snapshot {snapshot} exists with other rows (hash {kept_sha256[:8]}, now "
            f"{new_sha256[:8]}) and is never overwritten; to keep today's reading beside it, run "
            f"'planungsrahmen reprocess {snapshot}'"
        )


class SharedFolderError(UsageError):
    """The raw store was to lie where the warehouse keeps its own files, or the reverse."""

    def __init__(self, root: Path, raw_dir: Path) -> None:
        """Keep both folders."""
        self.root, self.raw_dir = root, raw_dir
        super().__init__(
            f"the raw store {raw_dir} and the warehouse {root} would keep files and locks in one "
            "folder; give --raw-dir a folder of its own"
        )


class QueryError(UsageError):
    """The database refused a statement."""

    def __init__(self, sql: str, reason: str) -> None:
        """Keep the statement and the database's own words."""
        self.sql, self.reason = sql, reason
        super().__init__(f"the query failed: {reason}")


class UnknownEngineError(UsageError):
    """No engine reads under the given name."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        """Keep the name asked for and those that exist."""
        self.wanted, self.known = wanted, tuple(known)
        super().__init__(f"no engine {wanted!r}; choose one of: {', '.join(known)}")


class NoSuchPageError(UsageError):
    """A page was asked for that the document does not have."""

    def __init__(self, name: str, wanted: int, pages: int) -> None:
        """Keep the document's name, the page asked for and how many there are."""
        self.name, self.wanted, self.pages = name, wanted, pages
        super().__init__(f"{name}: there is no page {wanted}; choose one from 1 to {pages}")


class NotTextError(UsageError):
    """An argument of the command is not UTF-8."""

    def __init__(self, argument: str) -> None:
        """Keep the argument; each byte that is no text is a lone surrogate in it."""
        self.argument = argument
        super().__init__(
            f"the argument {argument!r} holds bytes that are not UTF-8; rename the file or folder, "
            "or write the text in UTF-8"
        )


class WrongSettingsError(UsageError):
    """A file under `schemas/` that people write has a mistake."""

    def __init__(self, reason: str) -> None:
        """Keep what the file's reader said: file, key, what was found and expected."""
        self.reason = reason
        super().__init__(f"schemas: {reason}; nothing was read")


class NothingToForgetError(UsageError):
    """A snapshot was to be forgotten of which nothing is lost."""

    def __init__(self, snapshots: Sequence[str], lost: Sequence[str]) -> None:
        """Keep the snapshots named and those of which something is lost."""
        self.snapshots, self.lost = tuple(snapshots), tuple(lost)
        super().__init__(
            f"nothing of {', '.join(snapshots)} is lost, so there is nothing to forget; snapshots "
            f"with losses: {', '.join(lost) or 'none'}; to take one out of the views, use withdraw"
        )
