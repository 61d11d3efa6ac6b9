"""What a person asks about one municipality: its figures, their proof, its partners."""

from decimal import Decimal
from pathlib import Path

from pipeline.acquire.rawstore import find_document
from pipeline.commands import command
from pipeline.errors import DocumentMissingError, NothingPublishedError
from pipeline.publish.town_text import (
    partners_json,
    partners_text,
    receipt_note,
    town_json,
    town_text,
)
from pipeline.run.pictures import draw_receipt
from pipeline.store.query import annual_amounts, read_towns
from pipeline.store.warehouse import existing_warehouse
from pipeline.town import Town, find_partners
from schemas.register import Gemeinde
from schemas.source import load_source


def look_up(root: Path, gemeinde: Gemeinde) -> Town:
    """Return all that is published about a municipality."""
    towns = read_towns(existing_warehouse(root).database, [gemeinde])
    return towns[gemeinde.gemeinde_ags]


def show(root: Path, town: Town, *, as_json: bool) -> str:
    """Return what is published about a municipality, in German or as JSON."""
    source = load_source()
    if as_json:
        return town_json(town, source)
    return town_text(town, source, command("partners", town.gemeinde_ags, warehouse=root))


def receipt(raw_dir: Path, town: Town) -> bytes:
    """Return the printed row of the newest edition, cut from its page and marked, as PNG.

    Raises:
        NothingPublishedError: no newest edition has the municipality.
        DocumentMissingError: the raw store lacks the document.
    """
    if town.newest is None:
        raise NothingPublishedError(town.gemeinde_name, town.gemeinde_ags)
    document = find_document(raw_dir, town.newest.document_sha256)
    if document is None:
        raise DocumentMissingError(raw_dir, town.newest.document_sha256)
    return draw_receipt(document, town.newest, receipt_note(town, town.newest, load_source()))


def partners(root: Path, gemeinde: Gemeinde, *, as_json: bool) -> str:
    """Return with whom a municipality reaches the threshold, in German or as JSON."""
    amounts, synthetic = annual_amounts(existing_warehouse(root).database)
    threshold = Decimal(load_source().antragsschwelle_eur)
    found = find_partners(gemeinde.gemeinde_ags, amounts, threshold, synthetic)
    return partners_json(found) if as_json else partners_text(found)
