"""LIESMICH.txt: what lies beside it, where it is from, what it means and how to cite it."""

from collections.abc import Mapping
from datetime import UTC

from pipeline.manifest import Manifest
from pipeline.values import german_amount, german_number, one_line
from schemas.register import REGISTER_CREDIT
from schemas.source import load_source

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


def write_liesmich(manifest: Manifest, files: Mapping[str, str]) -> str:
    """The whole text of LIESMICH.txt, on the edition of a snapshot; files with what each is for."""
    listing = "".join(f"  {name}\n    {text}\n" for name, text in files.items())
    facts = source_facts(manifest).items()
    lines = "\n".join(f"  {f'{key}:':<20}{value}" for key, value in facts)
    return (
        f"Planungsrahmen nach der VwV-Integrationsmanagement, Baden-Württemberg\n\n"
        f"{_warnings(manifest)}Dateien, alle mit denselben Zahlen\n{listing}\n"
        f"Herkunft\n{lines}\n\n{_MEANING}\n{_rights(manifest)}"
    )


def warning_lines(manifest: Manifest) -> list[str]:
    """What readers must know first, line by line; nothing for an official edition that passed."""
    return _warnings(manifest).splitlines()


def note_lines(manifest: Manifest) -> list[str]:
    """What the figures mean and how to pass them on, line by line."""
    return f"\n{_MEANING}\n{_rights(manifest)}".splitlines()


def source_facts(manifest: Manifest) -> dict[str, str]:
    """Where an edition is from, and what was done with it, each in one line."""
    source, edition, document = load_source(), manifest.metadata, manifest.document
    passed = sum(check.passed for check in manifest.checks)
    facts = {
        "Quelle": _NO_SOURCE if manifest.synthetic else source.publisher,
        "Dokument": f"{source.title} ({document.original_name})",
        "Ausgabe": edition.label or "nicht bekannt",
        "Veröffentlicht": edition.published or "nicht bekannt",
        "Beträge gelten für": edition.zeitraum or "nicht bekannt",
        "Abgerufen von": document.url or "lokale Datei",
        "Zuerst gesehen": document.first_seen.date().isoformat(),
        "Zeilen": german_number(manifest.rows),
        "Summe in Euro": german_amount(manifest.total_eur),
        "Kennung": manifest.id,
        "SHA-256 des PDF": document.sha256,
        "Gelesen mit": ", ".join(
            f"{reader.engine} {reader.version}" for reader in manifest.readers if not reader.failure
        ),
        "Prüfungen": f"{passed} von {len(manifest.checks)} bestanden",
    }
    return {key: one_line(value) for key, value in facts.items()}


def _warnings(manifest: Manifest) -> str:
    return f"{_SYNTHETIC if manifest.synthetic else ''}{_accepted(manifest)}"


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


def _rights(manifest: Manifest) -> str:
    source, published = load_source(), manifest.metadata.published
    cited = f"{source.publisher}: {source.title}{f', {published}' if published else ''}."
    figures = (
        ""
        if manifest.synthetic
        else f"  Amtliche Veröffentlichung; Quelle nennen, zum Beispiel:\n  {cited}\n"
    )
    return (
        f"Weitergabe\n{figures}  {licence(manifest)}\n"
        "  Schlüssel, amtliche Namen und Verbände der Gemeinden sind aus dem Gemeindeverzeichnis:\n"
        f"  {REGISTER_CREDIT}.\n"
    )


def licence(manifest: Manifest) -> str:
    """What is known of the licence of the figures, in one sentence or two."""
    if manifest.synthetic:
        return "Erfundene Daten; als Quelle diese Software nennen."
    return load_source().licence
