"""What is wrong with the warehouse or the raw store: exit code 6."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands import command
from pipeline.errors.base import ExitCode, PlanungsrahmenError

if TYPE_CHECKING:
    from pipeline.model import Loss


class WarehouseError(PlanungsrahmenError):
    """The warehouse is busy, damaged or not writable."""

    exit_code = ExitCode.WAREHOUSE


class WarehouseBusyError(WarehouseError):
    """Another run holds the lock."""

    def __init__(self, path: Path, holder: str) -> None:
        """Keep the lock file and who holds it."""
        self.path, self.holder = path, holder
        super().__init__(f"warehouse busy: {path} is held by {holder}; wait for it to end")


class WarehouseNotWritableError(WarehouseError):
    """A file or folder of the warehouse cannot be written."""

    def __init__(self, path: Path, reason: str, remedy: str | None = None) -> None:
        """Keep the path, the system's reason, and what to do, if there is more to say."""
        self.path, self.reason, self.remedy = path, reason, remedy
        message = f"cannot write {path}: {reason}; it stays as it was"
        super().__init__(f"{message}; {remedy}" if remedy else message)


class WarehouseDamagedError(WarehouseError):
    """A stored file is not what its record says."""

    def __init__(self, path: Path, expected: str, found: str, remedy: str) -> None:
        """Keep the file, what its record says and what lies there."""
        self.path, self.expected, self.found, self.remedy = path, expected, found, remedy
        super().__init__(f"{path}: expected {expected}, found {found}; {remedy}")


class NewerFormatError(WarehouseDamagedError):
    """A record is of a format that this version does not know."""

    def __init__(self, path: Path, expected: int, found: object) -> None:
        """Keep the file, the newest format that can be read and the one found."""
        remedy = (
            "read this warehouse with the version of the software that wrote it, or a newer one"
        )
        super().__init__(path, f"manifest format {expected}", f"format {found}", remedy)


class RecordsLostError(WarehouseError):
    """Of what was published the records are gone, or some are damaged: nothing is built of them."""

    def __init__(self, root: Path, losses: "Sequence[Loss]") -> None:
        """Keep the warehouse and what is lost, each with the place where it was expected."""
        self.root, self.losses = root, tuple(losses)
        named = "; ".join(map(str, losses))
        ids = dict.fromkeys(loss.snapshot for loss in losses)
        words = (word for id in ids for word in ("--forget", id))
        give_up = command("rebuild", *words, warehouse=root)
        super().__init__(
            f"records of {root} are lost or damaged: {named}; nothing was published, and the "
            "database stays as it was. Restore what is named (is its folder mounted, was it "
            f"moved?); to publish without it, for good, run: {give_up}"
        )


class DocumentMissingError(WarehouseError):
    """The bytes of a document that was taken in are not in the raw store any more."""

    def __init__(self, raw_dir: Path, sha256: str) -> None:
        """Keep the raw store and the document's hash."""
        self.raw_dir, self.sha256 = raw_dir, sha256
        super().__init__(
            f"{raw_dir / sha256}.pdf: expected the document and its record, found none; look at "
            "--raw-dir, or ingest the document again from a copy"
        )
