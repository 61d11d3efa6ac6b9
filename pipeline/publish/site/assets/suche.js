// The search field: names as people type them, looked up as `schemas/search.py` and `schemas/names.py` do.
// `towns` is read from the table; the scripts of the table and the map go on with it.
"use strict";

const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const TITLE = "(?:grosse kreisstadt|gr\\.? ?kreisstadt|landeshauptstadt|universitaetsstadt|hochschulstadt"
  + "|univ\\.?[- ]?stadt|kreisstadt|stadtkreis|gkst|lhst|lhs|stadt|gemeinde|gde|gem|markt)\\.?";
const TITLE_AFTER = new RegExp(`\\s*(?:[,;]\\s*(?:${TITLE}|st\\.)|\\(\\s*${TITLE}\\s*\\))(?=\\s*(?:$|[,;(]))`, "g");
const TITLE_BEFORE = new RegExp(`^${TITLE}\\s+(?=[a-z])`);
const ADDITION = /\s(?:am|an|im|in|bei|ob|unter|auf|vor|[aiuob]\.)(?=[\sa-z])|\s?[(/]/;
const SMALL_WORD = /^(?:am|an|im|in|bei|ob|unter|auf|vor|der|den|dem|die|des|[aiuobd]\.)$/;
const REST = /^(?:am|an|im|in|bei|ob|unter|auf|vor|der|den|dem|die|des)(?:\s|$)|^[aiuobd]\./;
const NOT_ONE = /\b(?:vvg|gvv|verwaltungsgemeinschaft|\w*verband|zusammenschluss)\b|\((?:landkreis|lkr|lk)\.?\)|\d|-$/;
const AND_OTHERS = /\bu\.\s?a\.$/;
const JOINT = /\s?\/\s?|\su\.\s/;
const KREIS_BEHIND = /^(.+?)\s*[,(]\s*([^()]+?)\)?$/;
const KREIS_WORDS = /\b(?:landkreis|stadtkreis|kreisfreie stadt|landeshauptstadt|lkrs?|lk|skrs?|sk|kreis|stadt)\b\.?/g;
const LANDKREIS = /\b(?:landkreis|lkr|lk)\b/;
const STADTKREIS = /\b(?:stadtkreis|skr|sk|kreisfreie)\b/;
const SIMILAR = 0.25;
const CERTAIN = 0.5;
const LEAD = 0.15;
const SUGGESTIONS = 5;
const MOST_SHOWN = 8;
const LEAST_OF_PART = 3;
const LEAST_TRIGRAMS = LEAST_OF_PART + 1;

const byId = (id) => document.getElementById(id);
const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[äöüß]/g, (sign) => UMLAUTS[sign])
  .normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim();
const withoutTitle = (text) => plain(text).replace(TITLE_AFTER, "").replace(TITLE_BEFORE, "").trim();
const withoutDots = (text) => text.normalize("NFKD").replace(/\u0308/g, "").normalize("NFKC");
const letters = (text) => text.replace(/\bsankt\b/g, "st").replace(/[^a-z]/g, "");
const bare = (text) => letters(withoutTitle(text)).replace(/[aou]e/g, (pair) => pair[0]);
const dotless = (text) => letters(withoutTitle(withoutDots(text)));
const base = (name) => name.split(ADDITION)[0] || name;
const allWords = (name) => name.replace(/-/g, "").match(/[a-z]+\.?/g) ?? [];

function contentWords(name) {
  const found = allWords(name).map((word) => (word === "sankt" || word === "st" ? "st." : word));
  const content = found.filter((word) => !SMALL_WORD.test(word));
  return content.length ? content : found;
}

// Whether these are the words of a name, some of them cut short with a stop.
function fits(typed, official) {
  if (typed.join("") === official.join("")) return true;
  return typed.length === official.length && typed.every((word, place) => (
    word.endsWith(".") ? isShortFor(word.slice(0, -1), official[place]) : word === official[place]));
}

// A word cut short, or some of its letters left out: Htwl., Hohentwiel.
function isShortFor(short, whole) {
  let next = 0;
  for (const letter of whole) next += letter === short[next];
  return next === short.length && whole.startsWith(short.slice(0, 1));
}

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
  const spelt = withoutTitle(name);
  const parts = spelt.split(/[\s/()-]+/).map(letters).filter(Boolean);
  return {
    row, cells, name, kreis, persons, amount, density, alone, spelt, parts,
    key: row.dataset.key,
    href: row.querySelector("a").getAttribute("href"),
    said: /\d/.test(amount) ? `${amount} €` : "keine Zeile",
    printed: /\d/.test(amount),
    words: contentWords(spelt),
    base: contentWords(base(spelt)),
    dotless: [name, name.split(ADDITION)[0]].map(dotless),
    bare: bare(name),
    grams: [...new Set([spelt, base(spelt)])].map(trigrams),
  };
}

function kreisOf({ value, text }) {
  const name = plain(text);
  const without = name.replace(KREIS_WORDS, " ");
  return {
    key: value, name: text, href: `kreis/${value}.html`, said: "alle im Kreis", kreis: "",
    art: STADTKREIS.test(name) ? "Stadtkreis" : "Landkreis",
    words: [without, base(without)].map(kreisWords),
    letters: [letters(name), letters(without)],
  };
}

const kreisWords = (name) => contentWords(name.replace(KREIS_WORDS, " "))
  .filter((word) => word !== "kreis").map((word) => word.replace(/kreis$/, ""));

const towns = [...byId("gemeinden").tBodies[0].rows].map(townOf);
const kreise = [...byId("filter-kreis").options].filter(({ value }) => value).map(kreisOf);

// What somebody may mean, the likeliest first; `certain` if the first is meant.
function find(typed) {
  const text = typed.trim().replace(/\s+/g, " ");
  if (/^\d[\d ]*$/.test(text)) return withKey(text.replace(/ /g, ""));
  return ofName(official(text)) ?? inKreis(text) ?? ofName(named(text)) ?? kreisNamed(text) ?? withPart(text) ?? similar(text);
}

// While a key is typed, those that begin so.
function withKey(digits) {
  const whole = digits.length === 6 ? `08${digits}` : digits.padStart(8, "0");
  const found = towns.filter((town) => town.key === whole);
  if (found.length) return { kind: "key", found, certain: true };
  const begun = towns.filter(({ key }) => [digits, `0${digits}`].some((part) => key.startsWith(part)));
  return { kind: "key", found: begun, certain: false };
}

const ofName = (found) => (found.length ? { kind: "name", found, certain: found.length === 1 } : null);

function official(text) {
  const found = text.includes(",") ? towns.filter(({ name }) => name.toLowerCase() === text.toLowerCase()) : [];
  return found.length === 1 ? found : [];
}

function named(text) {
  const found = spelt(withoutTitle(text));
  const wanted = dotless(text);
  if (withoutDots(text) !== text || !wanted) return found;
  return [...new Set([...found, ...towns.filter((town) => town.dotless.includes(wanted))])];
}

function spelt(name) {
  if (NOT_ONE.test(name) || REST.test(name)) return [];
  if (AND_OTHERS.test(name)) return towns.filter((town) => fits(allWords(name), allWords(town.spelt)));
  const [words, begun] = [contentWords(name), contentWords(base(name))];
  if (!words.length) return [];
  const exact = towns.filter((town) => fits(words, town.words));
  const whole = exact.length ? exact : towns.filter((town) => letters(town.spelt) === letters(name));
  const isAdded = words.join(" ") !== begun.join(" ");
  if ((isAdded && (whole.length || isNearlyAnother(words, begun))) || isJoint(name)) return whole;
  return [...new Set([...whole, ...towns.filter((town) => fits(begun, town.base))])];
}

// Essingen am Neckar is not Essingen, Ulm an der Donau is Ulm.
function isNearlyAnother(words, begun) {
  const added = words.slice(begun.length).join(" ");
  return towns.some((town) => town.words.length > town.base.length
    && town.words.slice(town.base.length).join(" ") === added
    && isOneLetterOff(begun.join(""), town.base.join("")));
}

function isOneLetterOff(one, other) {
  const [longer, shorter] = [one, other].sort((a, b) => b.length - a.length);
  let start = 0;
  while (start < shorter.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return longer.length - start - end <= 1;
}

// Aidlingen/Grafenau is not Aidlingen.
function isJoint(name) {
  const others = name.split(JOINT).slice(1).map((part) => contentWords(part).join(""));
  return others.some((other) => towns.some(({ words, base: begun }) => [words, begun].some((one) => one.join("") === other)));
}

// "Altdorf (Esslingen)", "Altdorf Esslingen": found in that Kreis, if there is one of the name.
function inKreis(text) {
  for (const [name, behind] of withKreis(text)) {
    const keys = findKreise(behind).map(({ key }) => key);
    const there = keys.length ? find(name) : null;
    const found = there?.found.filter((one) => keys.includes(one.key.slice(0, 5))) ?? [];
    if (found.length && there.kind !== "kreis") return { ...there, found, certain: found.length === 1 };
  }
  return null;
}

function* withKreis(text) {
  const behind = KREIS_BEHIND.exec(text);
  if (behind) yield [behind[1], behind[2]];
  for (let blank = text.lastIndexOf(" "); blank > 0; blank = text.lastIndexOf(" ", blank - 1)) {
    if (named(text.slice(0, blank)).length) yield [text.slice(0, blank), text.slice(blank + 1)];
  }
}

function findKreise(typed) {
  const text = plain(typed).replace(/(\b[ls])?kr\./g, (all, short) => (short ? all : "kreis"))
    .replace(/(\w)(?:[- ]|, )(?:land|\(land\))$/, "$1, landkreis");
  const [wanted, spaced] = [kreisWords(text), letters(text.replace(KREIS_WORDS, " "))];
  if (/\d/.test(text) || !spaced) return [];
  const art = LANDKREIS.test(text) ? "Landkreis" : STADTKREIS.test(text) ? "Stadtkreis" : "";
  const inWords = kreise.filter(({ words }) => words.some((one) => fits(wanted, one)));
  const found = inWords.length ? inWords : kreise.filter((one) => one.letters.includes(spaced));
  return found.filter((one) => !art || one.art === art);
}

function kreisNamed(text) {
  const found = findKreise(text);
  return found.length ? { kind: "kreis", found, certain: false } : null;
}

// Those of which a word begins so: whole words first, and of these the first of a name.
// While the first letters are typed, only names that begin so.
function withPart(text) {
  const wanted = letters(withoutTitle(text));
  const isShort = wanted.length < LEAST_OF_PART;
  if (!wanted) return null;
  const place = ({ parts }) => parts.reduce((best, _, begin) => {
    const ends = parts.map((_part, end) => parts.slice(begin, end + 1).join(""));
    if (!parts.slice(begin).join("").startsWith(wanted) || (isShort && begin)) return best;
    return Math.min(best, (ends.includes(wanted) ? 0 : 2) + (begin ? 1 : 0));
  }, Infinity);
  const placed = towns.map((town) => ({ town, at: place(town) })).filter(({ at }) => at < Infinity);
  placed.sort((one, other) => one.at - other.at || one.town.name.localeCompare(other.town.name, "de"));
  const found = placed.map(({ town }) => town);
  return found.length ? { kind: "part", found, certain: found.length === 1 && !isShort } : null;
}

function similar(text) {
  const wanted = trigrams(text);
  if (wanted.size < LEAST_TRIGRAMS) return { kind: "similar", found: [], certain: false };
  const scored = towns.map((town) => ({ town, score: Math.max(...town.grams.map((grams) => similarity(wanted, grams))) }));
  scored.sort((one, other) => other.score - one.score || (one.town.key < other.town.key ? -1 : 1));
  const [best, second] = scored.map(({ score }) => score);
  const near = scored.slice(0, SUGGESTIONS).filter(({ score }) => score >= SIMILAR).map(({ town }) => town);
  return { kind: "similar", found: near, certain: best >= CERTAIN && best - second >= LEAD };
}

// A list that opens below the field (WAI-ARIA combobox). Only the arrows choose from it; the enter key alone opens
// what is certain, and nothing else.
function startSearch() {
  const [field, list, note] = [byId("suche"), byId("treffer"), byId("suchhinweis")];
  let answer = find("");
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
    choose(-1);
  };
  const search = () => {
    answer = find(field.value);
    list.replaceChildren(...answer.found.slice(0, MOST_SHOWN).map(suggestion));
    open(answer.found.length > 0);
    note.textContent = field.value.trim() ? remark(answer) : "";
    return answer;
  };
  field.addEventListener("input", search);
  field.addEventListener("focus", () => field.value.trim() && search());
  field.addEventListener("keydown", (event) => {
    const shown = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape") open(false);
    else if (shown && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? (chosen + 1) % shown : (chosen > 0 ? chosen : shown) - 1);
    }
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen >= 0) location.href = answer.found[chosen].href;
    else if (search().certain) location.href = answer.found[0].href;
    else if (answer.found.length) note.textContent = `${remark(answer)} Bitte auswählen.`.trim();
  });
  document.addEventListener("click", (event) => {
    if (!field.form.contains(event.target)) open(false);
  });
  searchAsAsked(field, search);
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
  amount.textContent = town.said;
  item.append(where, amount);
  item.addEventListener("click", () => { location.href = town.href; });
  return item;
}

function remark({ kind, found }) {
  if (!found.length) return "Keine Gemeinde heißt so oder ähnlich.";
  if (kind === "similar") return "So heißt keine Gemeinde; dies ist nur ähnlich. Meinten Sie …?";
  if (kind === "kreis") return found.length > 1 ? "So heißen mehrere Kreise." : "So heißt ein Kreis.";
  if (kind === "name" && found.length > 1) return "Mehrere Gemeinden heißen so.";
  return found.length > MOST_SHOWN ? `${found.length - MOST_SHOWN} weitere; bitte mehr Buchstaben eingeben.` : "";
}

// Other pages send what was typed there in the address.
function searchAsAsked(field, search) {
  const asked = new URLSearchParams(location.search).get("suche");
  if (!asked) return;
  field.value = asked;
  const { certain, found } = search();
  if (certain) location.replace(found[0].href);
  else field.focus();
}

startSearch();
