"""What is wrong with the warehouse or the raw store: exit code 6."""

from pathlib import Path

from pipeline.errors.base import ExitCode, PlanungsrahmenError


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

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the path and the system's reason."""
        self.path, self.reason = path, reason
        super().__init__(f"cannot write {path}: {reason}; it stays as it was")


class WarehouseDamagedError(WarehouseError):
    """A stored file is not what its record says."""

    def __init__(self, path: Path, expected: str, found: str, remedy: str) -> None:
        """Keep the file, what its record says and what lies there."""
        self.path, self.expected, self.found, self.remedy = path, expected, found, remedy
        super().__init__(f"{path}: expected {expected}, found {found}; {remedy}")


class DocumentMissingError(WarehouseError):
    """The bytes of a document that was taken in are not in the raw store any more."""

    def __init__(self, raw_dir: Path, sha256: str) -> None:
        """Keep the raw store and the document's hash."""
        self.raw_dir, self.sha256 = raw_dir, sha256
        super().__init__(
            f"{raw_dir / sha256}.pdf: expected the document and its record, found none; look at "
            "--raw-dir, or ingest the document again from a copy"
        )
