"""What a person asks about one municipality: its figures, their proof, its partners."""

from decimal import Decimal
from pathlib import Path

from pipeline.acquire.rawstore import find_document
from pipeline.commands import command
from pipeline.errors import DocumentMissingError, NothingPublishedError
from pipeline.partners import find_partners
from pipeline.publish.town import partners_json, partners_text, receipt_note, town_json, town_text
from pipeline.run.pictures import draw_receipt
from pipeline.store.query import annual_amounts, read_town
from pipeline.store.warehouse import existing_warehouse
from schemas.register import Gemeinde
from schemas.source import load_source


def show(root: Path, gemeinde: Gemeinde, *, as_json: bool) -> str:
    """Return all that is published about a municipality, in German or as JSON.

    Raises:
        WarehouseDamagedError: there is no warehouse, or its database is missing or damaged.
    """
    town, source = read_town(existing_warehouse(root).database, gemeinde), load_source()
    if as_json:
        return town_json(town, source)
    return town_text(town, source, command("partners", gemeinde.gemeinde_ags, warehouse=root))


def draw_receipt_of(root: Path, raw_dir: Path, gemeinde: Gemeinde) -> bytes:
    """Return the printed row of the newest edition, cut from its page and marked, as PNG.

    Raises:
        NothingPublishedError: no newest edition has the municipality.
        DocumentMissingError: the raw store lacks the document.
        UnreadableDocumentError: the page cannot be drawn.
        WarehouseDamagedError: there is no warehouse, or its database is missing or damaged.
    """
    town = read_town(existing_warehouse(root).database, gemeinde)
    if town.newest is None:
        raise NothingPublishedError(gemeinde.gemeinde_name, gemeinde.gemeinde_ags)
    document = find_document(raw_dir, town.newest.document_sha256)
    if document is None:
        raise DocumentMissingError(raw_dir, town.newest.document_sha256)
    return draw_receipt(document, town.newest, receipt_note(town, town.newest, load_source()))


def partners(root: Path, gemeinde: Gemeinde, *, as_json: bool) -> str:
    """Return with whom a municipality reaches the threshold, in German or as JSON.

    Raises:
        WarehouseDamagedError: there is no warehouse, or its database is missing or damaged.
    """
    amounts, synthetic = annual_amounts(existing_warehouse(root).database)
    threshold = Decimal(load_source().antragsschwelle_eur)
    found = find_partners(gemeinde.gemeinde_ags, amounts, threshold, synthetic)
    return partners_json(found) if as_json else partners_text(found)
