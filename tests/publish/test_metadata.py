"""What tells catalogues and programs of the exports: true, without a licence, and valid."""

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, Graph, Literal, URIRef

from pipeline.publish.edition import Export
from pipeline.publish.metadata import catalogue_entry, citation, datasette
from pipeline.values import replace
from schemas.source import load_source
from tests.builders.exported import EXPORT, MANIFEST, write_exports
from tests.paths import ROOT

SHAPES = ROOT.parent / "shared" / "shapes"
"""Of DCAT-AP.de 3.0; not part of the project."""
CHECKED_OFFLINE = (
    "dcat-ap-SHACL-DE.ttl",
    "dcat-ap-spec-german-additions.ttl",
    "dcat-ap-de-deprecated.ttl",
)
"""The fourth looks into vocabularies that lie elsewhere."""
BASE = "https://example.org/exports/dcat.ttl"
SYNTHETIC = replace(EXPORT, manifest=replace(MANIFEST, synthetic=True))
EDITIONS = pytest.mark.parametrize("export", [EXPORT, SYNTHETIC], ids=["real", "synthetic"])


def entry(export: Export) -> Graph:
    return Graph().parse(data=catalogue_entry(export), format="turtle", publicID=BASE)


@EDITIONS
def test_the_catalogue_entry_has_what_is_mandatory(export: Export) -> None:
    graph = entry(export)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    for mandatory in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert len(list(graph.objects(dataset, mandatory))) == 1, mandatory
    (publisher,) = graph.objects(dataset, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in graph
    assert len(list(graph.objects(publisher, FOAF.name))) == 1
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert len(distributions) == 8
    for distribution in distributions:
        assert (distribution, RDF.type, DCAT.Distribution) in graph
        for mandatory in (DCAT.accessURL, DCTERMS.license):
            assert len(list(graph.objects(distribution, mandatory))) == 1, mandatory


def test_addresses_in_the_catalogue_are_those_of_the_files(tmp_path: Path) -> None:
    names = {path.name for path in write_exports(tmp_path)}
    addresses = {str(address) for address in entry(EXPORT).objects(None, DCAT.downloadURL)}
    assert {address.removeprefix("https://example.org/exports/") for address in addresses} <= names


@EDITIONS
@pytest.mark.skipif(not SHAPES.is_dir(), reason="the shapes of DCAT-AP.de are not here")
def test_the_catalogue_entry_fits_the_shapes(export: Export) -> None:
    shapes = Graph()
    for name in CHECKED_OFFLINE:
        shapes.parse(SHAPES / name)
    shapes.remove((None, OWL.imports, None))
    conforms, _, text = validate(entry(export), shacl_graph=shapes, advanced=True)
    assert conforms, text


def test_no_licence_is_invented() -> None:
    graph = entry(EXPORT)
    unknown = URIRef("http://purl.org/adms/licencetype/UnknownIPR")
    (licence,) = set(graph.objects(None, DCTERMS.license))
    assert list(graph.objects(licence, DCTERMS.type)) == [unknown]
    assert Literal(load_source().licence, "de") in set(graph.objects(licence))
    assert "license:" not in citation(EXPORT)
    assert "licen" not in str([*json.loads(datasette(EXPORT))])


def test_the_package_describes_its_tables(tmp_path: Path) -> None:
    write_exports(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_bytes())
    assert "licenses" not in package
    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = next(csv.reader(content.decode().splitlines()))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["schema"]["primaryKey"] == ["gemeinde_ags"]
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert fields["betrag_eur"] == {
        "name": "betrag_eur",
        "type": "number",
        "title": "Betrag in Euro",
        "unit": "Euro",
        "description": EXPORT.meaning("betrag_eur"),
    }


def test_frictionless_finds_the_package_valid(tmp_path: Path) -> None:
    write_exports(tmp_path)
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False)
    assert json.loads(done.stdout)["valid"], done.stdout


def test_the_citation_names_publisher_and_edition() -> None:
    source = load_source()
    assert citation(EXPORT) == (
        'cff-version: "1.2.0"\n'
        f'message: "{source.licence}"\n'
        'type: "dataset"\n'
        f'title: "{source.title}, endgültig"\n'
        f'version: "{MANIFEST.id}"\n'
        f'abstract: "{EXPORT.description}"\n'
        f'url: "{source.address}"\n'
        f'authors: [{{"name": "{source.publisher}"}}]\n'
    )


@pytest.mark.parametrize("text", [catalogue_entry, citation, datasette])
def test_synthetic_data_are_nobodys_and_said_to_be(text: object) -> None:
    told = text(SYNTHETIC)  # type: ignore[operator]
    assert "ERFUNDENE DATEN: " in told
    assert "Regierungspräsidium" not in told
    assert load_source().address not in told
