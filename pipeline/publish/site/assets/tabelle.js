// The table: sorted, filtered, kept in the address, downloaded as it is shown.
"use strict";

const collator = new Intl.Collator("de");
const ordered = [...towns];

function startTable() {
  const table = byId("gemeinden");
  const heads = [...table.tHead.rows[0].cells];
  const [form, name, kreis, alone] = ["filter", "filter-name", "filter-kreis", "filter-antrag"].map(byId);
  const count = byId("anzahl");
  const all = count.textContent;
  const view = { column: 0, down: false };

  const sort = () => {
    ordered.sort(orderBy(view, heads[view.column].dataset.art === "zahl"));
    table.tBodies[0].append(...ordered.map(({ row }) => row));
    heads.forEach((head, place) => {
      if (place === view.column) head.setAttribute("aria-sort", view.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  const filter = () => {
    const part = bare(name.value);
    for (const town of towns) {
      town.row.hidden = !(town.bare.includes(part) && town.key.startsWith(kreis.value)
        && (!alone.value || town.alone === alone.value));
    }
    const [shown, of] = [shownTowns().length, towns.length].map((number) => number.toLocaleString("de"));
    count.textContent = shown === of ? all : `${shown} von ${of} Gemeinden`;
  };
  const keep = () => history.replaceState(null, "", addressOf(view, { name: name.value.trim(), kreis: kreis.value, allein: alone.value }));
  const restore = () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    const [, column, way] = /^(\d)(ab|auf)$/.exec(parts.get("sortiert")) ?? [];
    name.value = parts.get("name") ?? "";
    kreis.value = parts.get("kreis") ?? "";
    alone.value = parts.get("allein") ?? "";
    for (const field of [kreis, alone]) if (field.selectedIndex < 0) field.value = "";
    Object.assign(view, heads[column] ? { column: Number(column), down: way === "ab" } : { column: 0, down: false });
    filter();
    sort();
  };
  const changed = () => { filter(); keep(); };

  heads.forEach((head, place) => headButton(head).addEventListener("click", () => {
    view.down = view.column === place ? !view.down : head.dataset.art === "zahl";
    view.column = place;
    sort();
    keep();
  }));
  form.hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  byId("herunterladen").addEventListener("click", () => download(table, shownTowns()));
  window.addEventListener("hashchange", restore);
  restore();
  if (/(name|kreis|allein|sortiert)=/.test(location.hash)) byId("tabelle-titel").scrollIntoView({ behavior: "instant" });
}

const shownTowns = () => ordered.filter(({ row }) => !row.hidden);

function orderBy({ column, down }, isNumber) {
  const sign = down ? -1 : 1;
  const value = ({ cells }) => (isNumber ? numberOf(cells[column]) : cells[column]);
  const compare = isNumber ? (one, other) => one - other : collator.compare;
  return (one, other) => sign * compare(value(one), value(other)) || collator.compare(one.name, other.name);
}

// What is not printed comes before zero.
function numberOf(text) {
  const digits = csvNumber(text).replace("≈", "").replace(",", ".");
  return digits === "" ? -1 : Number(digits);
}

function addressOf({ column, down }, filters) {
  const parts = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  if (column || down) parts.set("sortiert", `${column}${down ? "ab" : "auf"}`);
  return `#${parts}`;
}

function headButton(head) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  return button;
}

// ---- The download, as the German CSV of all municipalities is written (`pipeline/publish/formats.py`).

const TITLES = ["Gemeindeschlüssel", "Gemeinde", "Kreis", "Personen", "Personen errechnet", "Betrag in Euro", "Euro je km²",
  "allein antragsberechtigt", "mit Vorbehalt", "Betrag gilt für", "Kennung", "erfunden"];

function download(table, shown) {
  const { zeitraum, kennung, erfunden, datei } = table.dataset;
  const lines = shown.map((town) => [...cellsOf(town), zeitraum, kennung, erfunden]);
  const csv = [TITLES, ...lines].map((line) => `${line.map(csvText).join(";")}\r\n`).join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" }));
  link.download = datei;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

function cellsOf({ key, name, kreis, persons, amount, density, alone, printed }) {
  const grouped = `${key.slice(0, 2)} ${key[2]} ${key.slice(3, 5)} ${key.slice(5)}`;
  const computed = persons.startsWith("≈");
  const counts = [computed ? "" : persons, computed ? persons.slice(1) : ""];
  return [grouped, name, kreis, ...[...counts, amount, density].map(csvNumber), alone === "–" ? "" : alone,
    printed ? (amount.endsWith("*") ? "ja" : "nein") : ""];
}

const csvNumber = (text) => text.replace(/[.\s–*]/g, "").replace("−", "-");

// Text that a spreadsheet would run as a formula is kept from it by an apostrophe.
function csvText(text) {
  const isFormula = /^ *[=+\-@\t\r＝＋－＠]/.test(text) && text.length > 1 && !/^-?\d+(,\d+)?$/.test(text);
  const guarded = isFormula ? `'${text}` : text;
  return /[";\r\n]/.test(guarded) ? `"${guarded.replace(/"/g, '""')}"` : guarded;
}

startTable();
