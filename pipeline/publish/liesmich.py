"""LIESMICH.txt: what lies beside it, where it is from, what it means and how to cite it."""

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

from pipeline.manifest import Manifest
from pipeline.values import format_value, german_number, one_line
from schemas.register import REGISTER_CREDIT
from schemas.source import Source, load_source

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


def write_liesmich(manifest: Manifest, files: Sequence[str]) -> str:
    """The whole text of LIESMICH.txt, on the edition of a snapshot."""
    source, edition, document = load_source(), manifest.metadata, manifest.document
    facts = {
        "Quelle": _NO_SOURCE if manifest.synthetic else source.publisher,
        "Dokument": f"{source.title} ({document.original_name})",
        "Ausgabe": edition.label or "nicht bekannt",
        "Veröffentlicht": edition.published or "nicht bekannt",
        "Beträge gelten für": edition.zeitraum or "nicht bekannt",
        "Abgerufen von": document.url or "lokale Datei",
        "Zuerst gesehen": document.first_seen.date().isoformat(),
        "Zeilen": german_number(manifest.rows),
        "Summe in Euro": german_number(Decimal(format_value(manifest.total_eur))),
        "Kennung": manifest.id,
        "SHA-256 des PDF": document.sha256,
    }
    listing = "\n".join(f"  {one_line(name)}" for name in files)
    lines = "\n".join(f"  {f'{key}:':<20}{one_line(value)}" for key, value in facts.items())
    return (
        f"Planungsrahmen nach der VwV-Integrationsmanagement, Baden-Württemberg\n\n"
        f"{_SYNTHETIC if manifest.synthetic else ''}{_accepted(manifest)}"
        f"Dateien, beide mit demselben Inhalt\n{listing}\n\n"
        f"Herkunft\n{lines}\n\n{_MEANING}\n{_rights(manifest, source)}"
    )


def _accepted(manifest: Manifest) -> str:
    """That a person had the edition published although checks failed."""
    if manifest.accepted_by is None:
        return ""
    return (
        "ACHTUNG: NICHT ALLE PRÜFUNGEN BESTANDEN. Diese Ausgabe hat Prüfungen nicht bestanden "
        f"({sum(check.holds for check in manifest.checks)}) und wurde\nvon einem Menschen "
        f"angenommen. Ausgelassene Stellen: {len(manifest.left_out)}. Welche das sind und was "
        "nicht\nbestanden wurde, steht in der Datenbank in der Tabelle checks.\n"
        f"  Angenommen von: {one_line(manifest.accepted_by)}, "
        f"{manifest.accepted_at.astimezone(UTC):%d.%m.%Y}\n"
        f"  Begründung: {one_line(manifest.reason or '')}\n\n"
    )


def _rights(manifest: Manifest, source: Source) -> str:
    published = manifest.metadata.published
    figures = (
        "  Erfundene Daten; als Quelle diese Software nennen.\n"
        if manifest.synthetic
        else "  Amtliche Veröffentlichung; Quelle nennen, zum Beispiel:\n"
        f"  {source.publisher}: {source.title}{f', {published}' if published else ''}.\n"
        f"  {source.licence}\n"
    )
    return (
        f"Weitergabe\n{figures}"
        "  Schlüssel, amtliche Namen und Verbände der Gemeinden sind aus dem Gemeindeverzeichnis:\n"
        f"  {REGISTER_CREDIT}.\n"
    )
