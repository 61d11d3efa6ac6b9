"""The Python API of planungsrahmen: the names that other programs may import, and nothing else.

    read_tables      the tables of any PDF, as printed
    read_figures     the figures of the Planungsrahmen, each with its place in the document
    open_warehouse   the editions that were taken in, and questions to them

`docs/python.md` shows how they are used. What lies under `pipeline` and `schemas` may change.
"""

from pipeline.api import (
    Box,
    Cell,
    FiguresHeldError,
    NotAmongTheTablesWarning,
    NotUnderstoodWarning,
    OpenWarehouse,
    PdfSource,
    Table,
    open_warehouse,
    read_figures,
    read_tables,
)
from pipeline.errors import (
    AmbiguousTownError,
    BrokenPdfError,
    EngineLimitError,
    ExitCode,
    HiddenTextError,
    KreisNamedError,
    LayoutError,
    NoSuchPageError,
    NotADayError,
    NotAFileError,
    NotAPdfError,
    NoTextLayerError,
    PasswordRequiredError,
    PlanungsrahmenError,
    QueryError,
    ResourceError,
    UnknownTownError,
    UnreadableDocumentError,
    UsageError,
    WarehouseDamagedError,
    WarehouseError,
    WrongSettingsError,
)
from pipeline.model import Span

__all__ = [
    "AmbiguousTownError",
    "Box",
    "BrokenPdfError",
    "Cell",
    "EngineLimitError",
    "ExitCode",
    "FiguresHeldError",
    "HiddenTextError",
    "KreisNamedError",
    "LayoutError",
    "NoSuchPageError",
    "NoTextLayerError",
    "NotADayError",
    "NotAFileError",
    "NotAPdfError",
    "NotAmongTheTablesWarning",
    "NotUnderstoodWarning",
    "OpenWarehouse",
    "PasswordRequiredError",
    "PdfSource",
    "PlanungsrahmenError",
    "QueryError",
    "ResourceError",
    "Span",
    "Table",
    "UnknownTownError",
    "UnreadableDocumentError",
    "UsageError",
    "WarehouseDamagedError",
    "WarehouseError",
    "WrongSettingsError",
    "open_warehouse",
    "read_figures",
    "read_tables",
]
