"""The newest edition as it is exported: its rows and columns, and which files are made of it.

What a column means is not said here but where the database says it. Notes, catalogues and `verify`
read here which files there are, and what each is for.
"""

from collections.abc import Container, Mapping
from typing import NamedTuple

from msgspec import Struct

from pipeline.manifest import Manifest
from pipeline.tabular import ResultTable

_SYNTHETIC_MARK = "_synthetisch"


class Export(Struct, frozen=True):
    """The newest edition as a table, and what must be said about it."""

    table: ResultTable
    """In the order in which it is to be written."""
    manifest: Manifest
    comments: Mapping[str, Mapping[str, str]]
    """What the database says of itself, in German: by kind and name; also `columns` and `units`."""

    @property
    def mark(self) -> str:
        """What the names of files with synthetic data end with."""
        return _SYNTHETIC_MARK if self.manifest.synthetic else ""

    @property
    def name(self) -> str:
        """How the names of files begin."""
        return f"planungsrahmen{self.mark}"

    @property
    def folder(self) -> str:
        """The name of the folder of single municipalities."""
        return f"gemeinden{self.mark}"

    @property
    def description(self) -> str:
        """What the whole is, in German."""
        return self.comments["VIEW"]["planungsrahmen"]

    def meaning(self, column: str) -> str:
        """What a column means, in German."""
        return self.comments["columns"][column]

    def only(self, columns: Container[str]) -> ResultTable:
        """Return the table with these of its columns, in their order in the table."""
        places = [place for place, name in enumerate(self.table.columns) if name in columns]
        rows = (tuple(row[place] for place in places) for row in self.table.rows)
        return ResultTable(tuple(self.table.columns[place] for place in places), tuple(rows))


class ExportColumn(NamedTuple):
    """One column of the view `planungsrahmen`."""

    title: str
    """In German."""
    type: str
    """As Data Packages name it."""
    width: int = 0
    """In a spreadsheet, in letters; 0 for a column that only machines get."""


TABLE = "planungsrahmen"
KEY = "gemeinde_ags"
AMOUNT = "betrag_eur"
COLUMNS = {
    KEY: ExportColumn("Gemeindeschlüssel", "string", 18),
    "gemeinde_name": ExportColumn("Gemeinde", "string", 30),
    "kreis_ags": ExportColumn("Kreisschlüssel", "string"),
    "kreis_name": ExportColumn("Kreis", "string", 24),
    "personen": ExportColumn("Personen", "integer", 10),
    "personen_errechnet": ExportColumn("Personen errechnet", "integer", 18),
    AMOUNT: ExportColumn("Betrag in Euro", "number", 15),
    "zeitraum": ExportColumn("Betrag gilt für", "string", 20),
    "antragsberechtigt": ExportColumn("allein antragsberechtigt", "boolean", 23),
    "snapshot_id": ExportColumn("Kennung", "string", 28),
    "edition_label": ExportColumn("Ausgabe", "string", 28),
    # A month alone becomes a day in a spreadsheet.
    "veroeffentlicht": ExportColumn("veröffentlicht", "string"),
    "stand_am": ExportColumn("Stand", "date", 11),
    "bekannt_seit_utc": ExportColumn("bekannt seit (UTC)", "datetime"),
    "gemeinde_art": ExportColumn("Art der Gemeinde", "string", 17),
    "kreis_art": ExportColumn("Art des Kreises", "string", 15),
    "regierungsbezirk_name": ExportColumn("Regierungsbezirk", "string", 17),
    "verband_name": ExportColumn("Verband", "string", 30),
    "betrag_eur_gedruckt": ExportColumn("gedruckter Betrag in Euro", "number", 24),
    "korrektur": ExportColumn("Korrektur", "string", 20),
    "page": ExportColumn("Seite im Dokument", "integer", 18),
    "document_sha256": ExportColumn("Hash des Dokuments", "string"),
    "synthetisch": ExportColumn("erfunden", "boolean", 10),
}
FOR_PEOPLE = frozenset(name for name, column in COLUMNS.items() if column.width)
FOR_SHAPES = frozenset(
    {KEY, "gemeinde_name", "kreis_name", "personen", AMOUNT, "zeitraum", "antragsberechtigt"}
) | {"synthetisch"}
FOR_MAPS = frozenset({KEY, "gemeinde_name", AMOUNT, "antragsberechtigt"})


class File(NamedTuple):
    """One file of the exports."""

    name: str
    """`{name}` stands for what the files of an edition begin with."""
    use: str
    """In German, for those who choose."""
    media_type: str
    kind: str = ""
    """In the EU's list of file types, where it is there."""

    def of(self, export: Export) -> str:
        """Return its name, with synthetic data marked."""
        return self.name.format(name=export.name)


_CSV, _JSON = "text/csv", "application/json"
GERMAN_CSV = File("{name}_excel.csv", "zum Doppelklicken: Excel, LibreOffice", _CSV, "CSV")
WORKBOOK = File(
    "{name}.xlsx",
    "Arbeitsmappe für Excel und LibreOffice, mit Herkunft und Bedeutung der Spalten",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLSX",
)
MAP_CSV = File("{name}_datawrapper.csv", "für Karten und Diagramme: Datawrapper", _CSV, "CSV")
MACHINE_CSV = File("{name}.csv", "für Programme, mit allen Spalten: R, pandas", _CSV, "CSV")
PARQUET = File("{name}.parquet", "dasselbe als Parquet", "application/vnd.apache.parquet")
SQLITE = File("{name}.sqlite", "SQLite: DB Browser, Datasette", "application/vnd.sqlite3")
GEOJSON = File(
    "{name}.geojson", "Flächen der Gemeinden mit Beträgen: QGIS", "application/geo+json", "GEOJSON"
)
DATA = (GERMAN_CSV, WORKBOOK, MAP_CSV, MACHINE_CSV, PARQUET, SQLITE, GEOJSON)
"""Each has all municipalities."""
PACKAGE = File("datapackage.json", "Beschreibung der Tabellen (Data Package)", _JSON)
CITATION = File("CITATION.cff", "wie man die Daten zitiert", "application/yaml")
CATALOGUE = File("dcat.ttl", "Eintrag für Datenkataloge (DCAT-AP.de)", "text/turtle")
DATASETTE = File("datasette.json", "Beschreibung für Datasette (--metadata)", _JSON)
NOTE = File("LIESMICH.txt", "diese Hinweise", "text/plain")
ARCHIVE = File("{name}.zip", "alles außer Ordner und Flächen", "application/zip", "ZIP")
INDEX = File("index.json", "Verzeichnis mit Prüfsummen, für Programme", _JSON)
FILES = (*DATA, PACKAGE, CITATION, CATALOGUE, DATASETTE, NOTE, ARCHIVE, INDEX)
FOLDER_ON_PAGE = "daten"
"""Where all this lies within the page for readers."""
FOLDER_USE = "je Gemeinde eine kleine Datei, für Programme"
