"""LIESMICH.txt: what lies beside it, where it is from, what it means and how to cite it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from pipeline.values import format_value, german_number, one_line

_SYNTHETIC = """\
ACHTUNG: ERFUNDENE DATEN. Diese Dateien stammen aus einem synthetischen Dokument und dienen nur zum
Ausprobieren. Sie enthalten keine amtlichen Zahlen und dürfen nicht als solche weitergegeben werden.

"""
_NO_SOURCE = "keine amtliche: nachgebildetes Dokument mit erfundenen Zahlen"
_MEANING = """\
Was die Zahlen bedeuten
  Der Planungsrahmen einer Gemeinde ist der Betrag, bis zu dem sie (allein, im Zusammenschluss oder
  über ihren Landkreis) Mittel für das Integrationsmanagement beantragen konnte. Er ist keine
  Auszahlung. Wofür ein Betrag gilt, steht in der Spalte zeitraum; Beträge verschiedener Zeiträume
  sind nicht vergleichbar. Schlüssel (gemeinde_ags, kreis_ags) sind Text: führende Nullen gehören
  dazu. Ein Apostroph am Anfang eines Textes verhindert nur, dass ein Tabellenprogramm ihn ausführt.
"""


NOTHING_PUBLISHED = """\
Planungsrahmen nach der VwV-Integrationsmanagement, Baden-Württemberg

Zurzeit ist keine Ausgabe veröffentlicht: Die letzte wurde zurückgezogen. Wann und warum, steht in
der Datenbank in der Tabelle snapshots. Dateien von früher bitte nicht weiter verwenden.
"""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That a person had an edition published although checks failed."""

    by: str
    """Name of the person."""
    at: datetime
    reason: str
    failed_checks: int
    left_out: int
    """How many places of the document are left out."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What must be said about an edition wherever it is published."""

    snapshot: str
    """ID of the snapshot."""
    synthetic: bool
    title: str
    """What the source is called."""
    publisher: str
    licence: str
    """What is known about the licence, in German."""
    register_credit: str
    """Whom to name for the names and keys of municipalities, which are from the register."""
    edition: str | None
    """Name of the edition; None where it is not known."""
    published: str | None
    """Day or month of publication, as far as known."""
    zeitraum: str | None
    document_name: str
    document_sha256: str
    url: str | None
    """Where the document was fetched from; None for a local file."""
    first_seen: datetime
    """When the document was first stored here."""
    rows: int
    total_eur: Decimal
    acceptance: Acceptance | None = None
    """None where all checks passed."""


def write_liesmich(publication: Publication, files: Sequence[str]) -> str:
    """The whole text of LIESMICH.txt."""
    facts = {
        "Quelle": _NO_SOURCE if publication.synthetic else publication.publisher,
        "Dokument": f"{publication.title} ({publication.document_name})",
        "Ausgabe": publication.edition or "nicht bekannt",
        "Veröffentlicht": publication.published or "nicht bekannt",
        "Beträge gelten für": publication.zeitraum or "nicht bekannt",
        "Abgerufen von": publication.url or "lokale Datei",
        "Zuerst gesehen": publication.first_seen.date().isoformat(),
        "Zeilen": german_number(publication.rows),
        "Summe in Euro": german_number(Decimal(format_value(publication.total_eur))),
        "Kennung": publication.snapshot,
        "SHA-256 des PDF": publication.document_sha256,
    }
    listing = "\n".join(f"  {one_line(name)}" for name in files)
    lines = "\n".join(f"  {f'{key}:':<20}{one_line(value)}" for key, value in facts.items())
    return (
        f"Planungsrahmen nach der VwV-Integrationsmanagement, Baden-Württemberg\n\n"
        f"{_SYNTHETIC if publication.synthetic else ''}"
        f"{_accepted(publication.acceptance) if publication.acceptance else ''}"
        f"Dateien, beide mit demselben Inhalt\n{listing}\n\n"
        f"Herkunft\n{lines}\n\n{_MEANING}\n{_rights(publication)}"
    )


def _accepted(acceptance: Acceptance) -> str:
    return (
        "ACHTUNG: NICHT ALLE PRÜFUNGEN BESTANDEN. Diese Ausgabe hat Prüfungen nicht bestanden "
        f"({acceptance.failed_checks}) und wurde\nvon einem Menschen angenommen. Ausgelassene "
        f"Stellen: {acceptance.left_out}. Welche das sind und was nicht\nbestanden wurde, steht in "
        "der Datenbank in der Tabelle checks.\n"
        f"  Angenommen von: {one_line(acceptance.by)}, {acceptance.at.astimezone(UTC):%d.%m.%Y}\n"
        f"  Begründung: {one_line(acceptance.reason)}\n\n"
    )


def _rights(publication: Publication) -> str:
    dated = f", {publication.published}" if publication.published else ""
    figures = (
        "  Erfundene Daten; als Quelle diese Software nennen.\n"
        if publication.synthetic
        else "  Amtliche Veröffentlichung; Quelle nennen, zum Beispiel:\n"
        f"  {one_line(publication.publisher)}: {one_line(publication.title)}{dated}.\n"
        f"  {one_line(publication.licence)}\n"
    )
    return (
        f"Weitergabe\n{figures}"
        "  Schlüssel, amtliche Namen und Verbände der Gemeinden sind aus dem Gemeindeverzeichnis:\n"
        f"  {one_line(publication.register_credit)}.\n"
    )
