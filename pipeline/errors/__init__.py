"""Every way a run can end other than well, each with its exit code and its remedy.

Errors take facts, keep them as attributes and build their own sentence, so that the places that
raise them hold no prose. Only `pipeline.cli` turns them into exit codes.
"""

from pipeline.errors.base import ExitCode, PlanungsrahmenError, exit_code_of
from pipeline.errors.documents import (
    BrokenPdfError,
    CopyingForbiddenError,
    EngineLimitError,
    HiddenTextError,
    LayoutError,
    NotAFileError,
    NotAPdfError,
    NoTextLayerError,
    PasswordRequiredError,
    UnreachableError,
    UnreadableDocumentError,
)
from pipeline.errors.usage import (
    AmbiguousHeldError,
    AmbiguousSnapshotError,
    NoSuchPageError,
    NotTextError,
    QueryError,
    SharedFolderError,
    SnapshotExistsError,
    SupersededSnapshotError,
    UnknownEngineError,
    UnknownHeldError,
    UnknownSnapshotError,
    UsageError,
    WithdrawnSnapshotError,
    WrongSettingsError,
)
from pipeline.errors.warehouse import (
    DocumentMissingError,
    WarehouseBusyError,
    WarehouseDamagedError,
    WarehouseError,
    WarehouseNotWritableError,
)

__all__ = [
    "AmbiguousHeldError",
    "AmbiguousSnapshotError",
    "BrokenPdfError",
    "CopyingForbiddenError",
    "DocumentMissingError",
    "EngineLimitError",
    "ExitCode",
    "HiddenTextError",
    "LayoutError",
    "NoSuchPageError",
    "NoTextLayerError",
    "NotAFileError",
    "NotAPdfError",
    "NotTextError",
    "PasswordRequiredError",
    "PlanungsrahmenError",
    "QueryError",
    "SharedFolderError",
    "SnapshotExistsError",
    "SupersededSnapshotError",
    "UnknownEngineError",
    "UnknownHeldError",
    "UnknownSnapshotError",
    "UnreachableError",
    "UnreadableDocumentError",
    "UsageError",
    "WarehouseBusyError",
    "WarehouseDamagedError",
    "WarehouseError",
    "WarehouseNotWritableError",
    "WithdrawnSnapshotError",
    "WrongSettingsError",
    "exit_code_of",
]
