// The search field: names as people type them, looked up as `schemas/search.py` does, in the same order.
// `towns` is read from the table; the scripts of the table and the map go on with it.
"use strict";

const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const TITLE = /,\s*[^,]*$/;
const TITLE_TYPED = /^(stadt|gemeinde)\s+|,\s*(stadt|gemeinde|landeshauptstadt|universitätsstadt)$/gi;
const ADDITION = /\s(?:am|an|im|in|bei|ob|unter|auf|vor|[aiuob]\.)(?=[\sa-z])|\s?[(/]/;
const KREIS_BEHIND = /^(.+?)\s*[,(]\s*([^()]+?)\)?$/;
const KREIS_WORDS = /(land|stadt)?kreis|\bl?kr?\b\.?/g;
const SIMILAR = 0.25;
const SUGGESTIONS = 5;
const MOST_SHOWN = 8;
const LEAST_OF_PART = 3;

const byId = (id) => document.getElementById(id);
const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[äöüß]/g, (sign) => UMLAUTS[sign])
  .normalize("NFD").replace(/\p{M}/gu, "").trim();
const letters = (text) => text.replace(/\bsankt\b/g, "st").replace(/[^a-z]/g, "");
const kreisLetters = (text) => letters(plain(text).replace(KREIS_WORDS, ""));
const bare = (text) => letters(text).replace(/[aou]e/g, (pair) => pair[0]);

function trigrams(name) {
  const padded = `  ${bare(name)} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, place) => padded.slice(place, place + 3)));
}

function similarity(one, other) {
  let common = 0;
  for (const trigram of one) common += other.has(trigram);
  return (2 * common) / (one.size + other.size);
}

function townOf(row) {
  const cells = [...row.cells].map((cell) => cell.textContent);
  const [name, kreis, persons, amount, density, alone] = cells;
  const spelt = plain(name.replace(TITLE, ""));
  const forms = [...new Set([spelt, spelt.split(ADDITION)[0]])];
  const words = spelt.split(/[\s/()-]+/).filter(Boolean);
  return {
    row, cells, name, kreis, persons, amount, density, alone,
    key: row.dataset.key,
    href: row.querySelector("a").getAttribute("href"),
    printed: /\d/.test(amount),
    kreisLetters: kreisLetters(kreis),
    forms: forms.map(letters),
    bares: forms.map(bare),
    grams: forms.map(trigrams),
    parts: words.map((_, place) => letters(words.slice(place).join(""))),
  };
}

const towns = [...byId("gemeinden").tBodies[0].rows].map(townOf);

// The municipalities that somebody may mean, the likeliest first.
function find(typed, among = towns) {
  const text = typed.trim().replace(/\s+/g, " ");
  if (/^[\d ]+$/.test(text)) return withKey(text.replace(/ /g, ""), among);
  const untitled = text.replace(TITLE_TYPED, "");
  const official = among.filter((town) => town.name.toLowerCase() === text.toLowerCase());
  const others = inKreis(untitled, among) ?? named(plain(untitled), among);
  return [...new Set([...official, ...others])];
}

function withKey(digits, among) {
  const keys = digits.length === 6 ? [`08${digits}`] : [digits, `0${digits}`];
  return among.filter((town) => keys.some((key) => town.key.startsWith(key)));
}

// "Altdorf (Esslingen)": found in that Kreis, if there is one of the name.
function inKreis(text, among) {
  const behind = KREIS_BEHIND.exec(text);
  const kreis = behind ? kreisLetters(behind[2]) : "";
  const there = kreis ? among.filter((town) => town.kreisLetters === kreis) : [];
  const found = there.length ? find(behind[1], there) : [];
  return found.length ? found : null;
}

function named(name, among) {
  const [wanted, wantedBare] = [letters(name), bare(name)];
  if (!wanted) return [];
  const short = wanted.length < LEAST_OF_PART;
  const whole = among.filter((town) => town.forms.includes(wanted) || town.bares[0] === wantedBare);
  const begun = among.filter((town) => town.forms[0].startsWith(wanted));
  const within = short ? [] : among.filter((town) => town.parts.some((part) => part.startsWith(wanted)));
  const undotted = among.filter((town) => town.bares.includes(wantedBare));
  const found = [...new Set([...whole, ...begun, ...within, ...undotted])];
  return found.length || short ? found : alike(name, among);
}

function alike(name, among) {
  const wanted = trigrams(name);
  const scored = among.map((town) => ({ town, score: Math.max(...town.grams.map((grams) => similarity(wanted, grams))) }));
  scored.sort((one, other) => other.score - one.score || (one.town.key < other.town.key ? -1 : 1));
  return scored.filter(({ score }) => score >= SIMILAR).slice(0, SUGGESTIONS).map(({ town }) => town);
}

// A list that opens below the field (WAI-ARIA combobox).
function startSearch() {
  const [field, list, note] = [byId("suche"), byId("treffer"), byId("suchhinweis")];
  let found = [];
  let chosen = -1;

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === place)));
    if (place < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[place].id);
  };
  const open = (isOpen) => {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    choose(isOpen ? 0 : -1);
  };
  const search = () => {
    found = find(field.value);
    list.replaceChildren(...found.slice(0, MOST_SHOWN).map(suggestion));
    open(found.length > 0);
    note.textContent = field.value.trim() ? remark(found.length) : "";
  };
  field.addEventListener("input", search);
  field.addEventListener("focus", () => field.value.trim() && search());
  field.addEventListener("keydown", (event) => {
    const shown = list.hidden ? 0 : list.children.length;
    const step = { ArrowDown: 1, ArrowUp: shown - 1 }[event.key];
    if (event.key === "Escape") open(false);
    else if (step !== undefined && shown) {
      event.preventDefault();
      choose((chosen + step) % shown);
    }
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen < 0) search();
    if (chosen >= 0) location.href = found[chosen].href;
  });
  document.addEventListener("click", (event) => {
    if (!field.form.contains(event.target)) open(false);
  });
  searchAsAsked(field, search, () => found);
}

function suggestion(town, place) {
  const item = document.createElement("li");
  const [where, amount] = [document.createElement("span"), document.createElement("span")];
  const kreis = document.createElement("small");
  item.id = `treffer-${place}`;
  item.setAttribute("role", "option");
  where.textContent = town.name;
  kreis.textContent = town.kreis;
  where.append(kreis);
  amount.textContent = town.printed ? `${town.amount} €` : "keine Zeile";
  item.append(where, amount);
  item.addEventListener("click", () => { location.href = town.href; });
  return item;
}

function remark(count) {
  if (!count) return "Keine Gemeinde heißt so oder ähnlich.";
  return count > MOST_SHOWN ? `${count - MOST_SHOWN} weitere; bitte mehr Buchstaben eingeben.` : "";
}

// Other pages send what was typed there in the address.
function searchAsAsked(field, search, found) {
  const asked = new URLSearchParams(location.search).get("suche");
  if (!asked) return;
  field.value = asked;
  search();
  if (found().length === 1) location.replace(found()[0].href);
  else field.focus();
}

startSearch();
