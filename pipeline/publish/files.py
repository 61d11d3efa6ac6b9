"""Which files are exported, and what each is for: notes, catalogues and `verify` read it here."""

from typing import NamedTuple

from pipeline.publish.edition import Export


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
