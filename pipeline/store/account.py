"""What is said of a document beside its rows, whether it was trusted or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import CheckResult, Claims, ColumnRole, Document, Edition, Reader, RowClass
from schemas.corrections import Correction


@dataclass(frozen=True, slots=True)
class Account:
    """How a document was read and understood, and what the checks found."""

    document: Document
    edition: Edition | None
    claims: Claims
    """What the title says of an edition that is not known."""
    synthetic: bool
    readers: tuple[Reader, ...]
    """Each engine that was asked, that of the rows first."""
    columns: tuple[ColumnRole, ...]
    """What each column was taken for, and why."""
    classes: Mapping[RowClass, int]
    """How many printed rows ended as what."""
    title_text: str
    page_count: int
    checks: tuple[CheckResult, ...]
    """All checks, also those passed."""
    corrections: tuple[Correction, ...]
    """Misprints that were put right in the rows."""
    created_at: datetime
    """When it was accepted or held (UTC)."""
