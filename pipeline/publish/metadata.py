"""What the exported files say of themselves: to readers, to programs and to catalogues.

What is worded stands in `templates/`. The publisher states no licence: none is named anywhere, and
it is said that none is known.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.manifest import Manifest
from pipeline.publish.edition import (
    ARCHIVE,
    COLUMNS,
    DATA,
    FOLDER_ON_PAGE,
    FOR_MAPS,
    KEY,
    MACHINE_CSV,
    MAP_CSV,
    TABLE,
    Export,
    File,
)
from pipeline.tabular import json_text
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


def data_package(export: Export, tables: Mapping[str, bytes]) -> str:
    """A Data Package of the tables for programs, in keys that versions 1 and 2 both have."""
    return json_text(
        {
            "name": export.name,
            "id": export.manifest.id,
            "title": _title(export),
            "description": f"{export.description} {licence(export.manifest)}",
            "created": f"{export.manifest.accepted_at:%Y-%m-%dT%H:%M:%SZ}",
            "sources": [_source(export), {"title": REGISTER_CREDIT}],
            "resources": [
                _resource(export, MACHINE_CSV, export.table.columns, tables),
                _resource(export, MAP_CSV, export.only(FOR_MAPS).columns, tables),
            ],
        }
    )


def _resource(
    export: Export, file: File, columns: tuple[str, ...], tables: Mapping[str, bytes]
) -> dict[str, Any]:
    path = file.of(export)
    return {
        "name": path.removesuffix(".csv"),
        "path": path,
        "title": file.use,
        "format": "csv",
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": len(tables[path]),
        "hash": f"sha256:{hashlib.sha256(tables[path]).hexdigest()}",
        "schema": {"fields": [_field(export, name) for name in columns], "primaryKey": [KEY]},
    }


def _field(export: Export, name: str) -> dict[str, str]:
    kind = COLUMNS[name].type
    field = {"name": name, "type": kind, "title": COLUMNS[name].title}
    # A blank, where ISO 8601 has a T, and parts of a second.
    form = {"format": "any"} if kind == "datetime" else {}
    unit = {"unit": export.comments["units"][name]} if name in export.comments["units"] else {}
    return {**field, **form, **unit, "description": export.meaning(name)}


def _title(export: Export) -> str:
    label = export.manifest.metadata.label
    mark = "ERFUNDENE DATEN: " if export.manifest.synthetic else ""
    return f"{mark}{load_source().title}{f', {label}' if label else ''}"


def _source(export: Export) -> dict[str, str]:
    """Who publishes the document; its address only where it is that of these figures."""
    name = {"title": source_facts(export.manifest)["Quelle"]}
    return name if export.manifest.synthetic else {**name, "path": load_source().address}


def citation(export: Export) -> str:
    """How to cite the data, in the Citation File Format 1.2."""
    return _worded(export, "CITATION.cff")


def dataset_json(export: Export, address: str | None) -> str:
    """The data set for search engines, as schema.org has it (JSON-LD), fit to stand in a page.

    `address` is that of the page, with a slash at its end; None where it is not known.
    """
    manifest, source = export.manifest, _source(export)
    published = manifest.metadata.published
    here = address or ""
    text = json_text(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": _title(export),
            "description": export.description,
            "inLanguage": "de",
            "identifier": manifest.id,
            "version": manifest.id,
            "isBasedOn": source.get("path", manifest.document.original_name),
            "creator": {"@type": "Organization", "name": source["title"]},
            "conditionsOfAccess": licence(manifest),
            "spatialCoverage": "Baden-Württemberg",
            "dateModified": f"{manifest.accepted_at:%Y-%m-%d}",
            **({"datePublished": published} if published else {}),
            **({"url": address} if address else {}),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file.use,
                    "encodingFormat": file.media_type,
                    "contentUrl": f"{here}{FOLDER_ON_PAGE}/{file.of(export)}",
                }
                for file in DATA
            ],
        }
    )
    return text.replace("<", "\\u003c")


def datasette(export: Export) -> str:
    """What Datasette shows with the SQLite file, when started with --metadata."""
    source = _source(export)
    columns = {name: export.meaning(name) for name in export.table.columns}
    table = {"title": _title(export), "description": export.description, "columns": columns}
    return json_text(
        {
            "title": _title(export),
            "description": licence(export.manifest),
            "source": source["title"],
            **({"source_url": source["path"]} if "path" in source else {}),
            "databases": {export.name: {"tables": {TABLE: table}}},
        }
    )


def catalogue_entry(export: Export) -> str:
    """A data set of a catalogue in DCAT-AP.de 3.0, as Turtle; addresses are relative to it."""
    return _worded(export, "dcat.ttl")


def _worded(export: Export, template: str) -> str:
    """What a template says of the data; text that it has from elsewhere stands in quotes."""
    facts = {"export": export, "title": _title(export), "source": _source(export)}
    return text_about(export.manifest, template, **facts, files=(*DATA, ARCHIVE))
