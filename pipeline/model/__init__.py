"""The types that pass between the stages, and nothing else.

    Document -> Reading (RawTable, RawRow, Cell) -> Interpretation (Zeile, Summe, RowError)
             -> CheckResult -> Snapshot

All are frozen. Boxes are in points on the page as a viewer shows it (after rotation and crop):
origin in the top left corner, x to the right, y downwards. Pages and rows count from 1.

Its modules are loaded when a name of theirs is first used.
"""

from typing import TYPE_CHECKING

from pipeline.lazy import names_on_demand

if TYPE_CHECKING:
    from pipeline.model.checks import (
        CheckResult,
        Conflict,
        LeftOut,
        PreviousFigure,
        Reader,
        Severity,
    )
    from pipeline.model.documents import NO_CLAIMS, Claims, Document, Edition
    from pipeline.model.interpretations import (
        ColumnRole,
        Ebene,
        Herkunft,
        Interpretation,
        RowClass,
        RowError,
        Summe,
        Teilbetrag,
        TitleRow,
        Zeile,
    )
    from pipeline.model.losses import Loss, LostPart
    from pipeline.model.readings import (
        Bbox,
        Cell,
        LevelNumbers,
        Omission,
        OmissionKind,
        RawRow,
        RawTable,
        Reading,
        RowPlace,
    )
    from pipeline.model.shapes import Abstention, DigitShapes, MisshapenDigit
    from pipeline.model.snapshots import ListedSnapshot, Snapshot

__all__ = [
    "NO_CLAIMS",
    "Abstention",
    "Bbox",
    "Cell",
    "CheckResult",
    "Claims",
    "ColumnRole",
    "Conflict",
    "DigitShapes",
    "Document",
    "Ebene",
    "Edition",
    "Herkunft",
    "Interpretation",
    "LeftOut",
    "LevelNumbers",
    "ListedSnapshot",
    "Loss",
    "LostPart",
    "MisshapenDigit",
    "Omission",
    "OmissionKind",
    "PreviousFigure",
    "RawRow",
    "RawTable",
    "Reader",
    "Reading",
    "RowClass",
    "RowError",
    "RowPlace",
    "Severity",
    "Snapshot",
    "Summe",
    "Teilbetrag",
    "TitleRow",
    "Zeile",
]

if not TYPE_CHECKING:  # which knows these names, and no others
    __getattr__ = names_on_demand(
        __name__,
        __all__,
        ("documents", "snapshots", "losses", "readings", "interpretations", "checks", "shapes"),
    )
