"""What a failed check means, as the heading of a report says it to a reader."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "dokument": "Das Dokument belegt nicht, dass es der Planungsrahmen ist",
    "zeilen_lesbar": "Gedruckte Zeilen, die nicht verstanden wurden",
    "schluessel": "Gemeindeschlüssel, die es nicht gibt",
    "name": "Gemeindenamen, die nicht zu ihrem Schlüssel gehören",
    "kreis": "Gemeinden, bei denen ein falscher Kreis steht",
    "eindeutig": "Gemeinden, die mehr als einmal vorkommen",
    "betrag": "Beträge, die so nicht stimmen können",
    "personen": "Personenzahlen, die so nicht stimmen können",
    "herkunft": "Zeilen, deren Fundstelle nicht feststeht",
    "aufbau": "Die gelesene Tabelle hat nicht die erwarteten Spalten",
    "vollstaendig": "Gemeinden, die fehlen",
    "beleg": "Beträge, die anders gelesen als gedruckt sind",
    "ziffernbild": "Ziffern, die anders aussehen, als die Datei angibt",
    "lage": "Beträge, die nicht neben ihrer Gemeinde stehen",
    "teilbetraege": "Teilbeträge, die zusammen nicht den Betrag ergeben",
    "ausgabe_erkannt": "Die Ausgabe ist nicht bekannt",
    "ausgabe_unklar": "Es steht nicht fest, zu welcher Ausgabe die Beträge gehören",
    "ausgabe_widerspruch": "Titel und Beträge gehören zu verschiedenen Ausgaben",
    "verteilung": "Beträge, die nicht zur Verteilung nach Personen passen",
    "summe_kreis": "Gedruckte Kreissummen, die nicht die Summe ihrer Zeilen sind",
    "summe_regierungsbezirk": (
        "Gedruckte Summen von Regierungsbezirken, die nicht die Summe ihrer Zeilen sind"
    ),
    "summe_land": "Die gedruckte Gesamtsumme ist nicht die Summe der Zeilen",
    "summe_ist_budget": "Die Gesamtsumme nennt das Budget statt der Summe der Zeilen",
    "personensumme": "Die Personen ergeben zusammen nicht die bekannte Zahl",
    "lesungen": "Beträge, die nicht durch unabhängige Lesungen gesichert sind",
    "beweis": "Nichts im Dokument bestätigt die Beträge",
    "gesamtbetrag": "Die Summe aller Beträge hat nicht die Größe eines Budgets",
    "presse": "Beträge, die anderswo anders veröffentlicht sind",
    "korrekturen": "Hinterlegte Korrekturen, die nicht mehr zum Dokument passen",
    "vorausgabe_zeilen": "Gemeinden der letzten Ausgabe, die hier fehlen",
    "vorausgabe_spalten": "Spalten, die anders sind als in der letzten Ausgabe",
    "vorausgabe_betraege": "Ungewöhnliche Änderungen gegenüber der letzten Ausgabe",
    "vorausgabe_spruenge": "Beträge, die gegenüber der letzten Ausgabe verrutscht sein können",
}


def check_title(name: str) -> str:
    """The heading for a failed check; a check without one is called by its name."""
    return TITLES.get(name, f"Prüfung {name}")
