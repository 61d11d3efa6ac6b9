"""What a document is held against that depends on the document and the warehouse."""

from typing import TYPE_CHECKING

from pipeline.errors import WrongSettingsError

if TYPE_CHECKING:
    from pipeline.check import PreviousEdition
    from pipeline.store import Warehouse
    from schemas.corrections import Correction


def corrections_for(document_sha256: str) -> "tuple[Correction, ...]":
    """Return the entries of today's `corrections.toml` that may concern a document.

    Raises:
        WrongSettingsError: the file has a mistake.
    """
    from schemas.corrections import load_corrections
    from schemas.settings import SettingsFileError

    try:
        corrections = load_corrections()
    except SettingsFileError as error:
        raise WrongSettingsError(str(error)) from error
    return tuple(one for one in corrections if one.may_concern(document_sha256))


def last_edition(
    warehouse: "Warehouse", document_sha256: str, synthetic: bool
) -> "PreviousEdition | None":
    """Return the edition published last, for a published document the one before it.

    None where there is none, or where it is not of the document's kind.

    Raises:
        WarehouseDamagedError: the snapshot is damaged.
    """
    from pipeline.check import PreviousEdition
    from pipeline.store import load_edition_before

    before = load_edition_before(warehouse, document_sha256)
    if before is None or before.manifest.synthetic is not synthetic:
        return None
    manifest = before.manifest
    return PreviousEdition(
        id=manifest.id,
        edition=manifest.edition.id if manifest.edition else None,
        zeitraum=manifest.told.zeitraum,
        figures=before.figures,
        columns=manifest.columns,
    )
