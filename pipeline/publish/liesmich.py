"""What the exported files say of themselves, worded in `templates/`; above all LIESMICH.txt."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from pipeline.manifest import Manifest
from pipeline.templates import Template, Verbatim, load_templates
from pipeline.values import german_amount, german_number, one_line
from schemas.register import REGISTER_CREDIT
from schemas.source import load_source

_NO_SOURCE = "keine amtliche: nachgebildetes Dokument mit erfundenen Zahlen"


def write_liesmich(manifest: Manifest | None, uses: Mapping[str, str]) -> str:
    """The whole text of LIESMICH.txt, on the edition of a snapshot; files with what each is for.

    Without an edition it says that none is published.
    """
    if manifest is None:
        return load_texts()("LIESMICH.txt").render(manifest=None)
    return text_about(manifest, "LIESMICH.txt", files=uses, facts=source_facts(manifest))


def text_about(manifest: Manifest, template: str, **facts: object) -> str:
    """What a template says of an edition.

    Of `warnungen.txt` it is what readers must know first: nothing for an official edition that
    passed; of `hinweise.txt` what the figures mean and how to pass them on.
    """
    known = {"source": load_source(), "licence": licence(manifest), "credit": REGISTER_CREDIT}
    return load_texts()(template).render({"manifest": manifest, **known, **facts})


@cache
def load_texts() -> Callable[[str], Template]:
    """Return what gives each template by its name."""
    filters = {"zeile": one_line, "quoted": quoted}
    return load_templates(files("pipeline.publish") / "templates", filters, autoescape=False)


def quoted(text: str) -> Verbatim:
    """A text as JSON writes it, which is also how YAML and Turtle may have it."""
    return Verbatim(json.dumps(text, ensure_ascii=False))


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


def licence(manifest: Manifest) -> str:
    """What is known of the licence of the figures, in one sentence or two."""
    if manifest.synthetic:
        return "Erfundene Daten; als Quelle diese Software nennen."
    return load_source().licence
