// What the pages do beyond showing: search, map, table, copying. All data are read from the page itself.
"use strict";

const byId = (id) => document.getElementById(id);

// ---- Names as people type them: as `schemas/search.py` has it, tried in the same order.

const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const TITLE = /,\s*[^,]*$/;
const ADDITION = /\s(?:am|an|im|in|bei|ob|unter|auf|vor|[aiuob]\.)(?=[\sa-z])|\s?[(/]/;
const SIMILAR = 0.25;
const SUGGESTIONS = 5;
const MOST_SUGGESTIONS = 8;
const LEAST_OF_PART = 3;

const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[äöüß]/g, (sign) => UMLAUTS[sign])
  .normalize("NFD").replace(/\p{M}/gu, "").trim();
const letters = (text) => text.replace(/\bsankt\b/g, "st").replace(/[^a-z]/g, "");
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

function entryOf(row) {
  const link = row.querySelector("a");
  const name = plain(link.textContent.replace(TITLE, ""));
  const words = name.split(/[\s/()-]+/).filter(Boolean);
  const forms = [...new Set([name, name.split(ADDITION)[0]])];
  const cells = [...row.children].map((cell) => cell.textContent);
  return {
    row, href: link.getAttribute("href"), key: row.dataset.key, name: cells[0], kreis: cells[1],
    persons: cells[2], amount: cells[3], density: cells[4], alone: cells[5],
    forms: forms.map(letters), bares: forms.map(bare), grams: forms.map(trigrams),
    parts: words.map((_, place) => letters(words.slice(place).join(""))),
  };
}

// The municipalities that somebody may mean, the likeliest first.
function find(typed, entries) {
  const text = typed.trim().replace(/\s+/g, " ");
  const digits = text.replace(/ /g, "");
  if (/^\d+$/.test(digits)) {
    const keys = digits.length === 6 ? [`08${digits}`] : [digits, `0${digits}`];
    return entries.filter((entry) => keys.some((key) => entry.key.startsWith(key)));
  }
  const behind = /^(.+?)\s*(?:,|\()\s*([^()]+?)\)?$/.exec(text);
  if (behind) {
    const kreis = letters(plain(behind[2]).replace(/(land|stadt)?kreis|\bl?kr?\b\.?/g, ""));
    const inKreis = kreis ? entries.filter((entry) => letters(plain(entry.kreis)).includes(kreis)) : [];
    const found = inKreis.length ? find(behind[1], inKreis) : [];
    if (found.length) return found;
  }
  const name = plain(text.replace(/^(stadt|gemeinde)\s+/i, "").replace(/,\s*(stadt|gemeinde|landeshauptstadt|universitätsstadt)$/i, ""));
  const wanted = letters(name);
  const wantedBare = bare(name);
  if (!wanted) return [];
  const named = entries.filter((entry) => entry.forms.includes(wanted) || entry.bares.includes(wantedBare));
  const begun = wanted.length < LEAST_OF_PART && entries.length > 50
    ? entries.filter((entry) => entry.forms[0].startsWith(wanted))
    : entries.filter((entry) => entry.parts.some((part) => part.startsWith(wanted)));
  const found = [...new Set([...named, ...begun])];
  return found.length || wanted.length < LEAST_OF_PART ? found : alike(name, entries);
}

function alike(name, entries) {
  const wanted = trigrams(name);
  const scored = entries.map((entry) => ({
    entry, score: Math.max(...entry.grams.map((grams) => similarity(wanted, grams))),
  }));
  scored.sort((one, other) => other.score - one.score || (one.entry.key < other.entry.key ? -1 : 1));
  return scored.filter(({ score }) => score >= SIMILAR).slice(0, SUGGESTIONS).map(({ entry }) => entry);
}

// ---- The search field: a list that opens below it (WAI-ARIA combobox).

function startSearch(entries) {
  const field = byId("suche");
  const list = byId("treffer");
  const note = byId("suchhinweis");
  let found = [];
  let chosen = -1;

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === place)));
    if (place < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[place].id);
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const open = (entry) => { location.href = entry.href; };
  const item = (entry, place) => {
    const line = document.createElement("li");
    const [where, amount] = [document.createElement("span"), document.createElement("span")];
    const kreis = document.createElement("small");
    line.id = `treffer-${place}`;
    line.setAttribute("role", "option");
    where.textContent = entry.name;
    kreis.textContent = entry.kreis;
    where.append(kreis);
    amount.textContent = /\d/.test(entry.amount) ? `${entry.amount} €` : "keine Zeile";
    line.append(where, amount);
    line.addEventListener("click", () => open(entry));
    return line;
  };
  const search = () => {
    found = find(field.value, entries);
    list.replaceChildren(...found.slice(0, MOST_SUGGESTIONS).map(item));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choose(found.length ? 0 : -1);
    const more = found.length - MOST_SUGGESTIONS;
    if (!field.value.trim()) note.textContent = "";
    else if (!found.length) note.textContent = "Keine Gemeinde heißt so oder ähnlich.";
    else note.textContent = more > 0 ? `${more} weitere; bitte mehr Buchstaben eingeben.` : "";
  };

  field.addEventListener("input", search);
  field.addEventListener("focus", () => field.value.trim() && search());
  field.addEventListener("keydown", (event) => {
    const shown = list.children.length;
    if (event.key === "Escape") close();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && shown) {
      event.preventDefault();
      choose((chosen + (event.key === "ArrowDown" ? 1 : shown - 1)) % shown);
    }
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!found.length) search();
    if (chosen >= 0) open(found[chosen]);
  });
  document.addEventListener("click", (event) => {
    if (!field.form.contains(event.target)) close();
  });
  const asked = new URLSearchParams(location.search).get("suche");
  if (asked) {
    field.value = asked;
    search();
    if (found.length === 1) location.replace(found[0].href);
    else field.focus();
  }
}

// ---- The table: sorted, filtered, kept in the address, downloaded as it is shown.

const collator = new Intl.Collator("de");
const amountOf = (text) => {
  const number = text.replace(/[^\d,−-]/g, "").replace("−", "-").replace(",", ".");
  return number === "" || number === "-" ? -1 : Number(number);
};

function startTable(entries) {
  const table = byId("gemeinden");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const [kreis, alone] = [byId("filter-kreis"), byId("filter-antrag")];
  const view = { spalte: 0, ab: false };
  const everything = byId("anzahl").cloneNode(true).childNodes;
  const rows = entries.map((entry) => ({ ...entry, cells: [...entry.row.children].map((cell) => cell.textContent) }));

  const shown = () => rows.filter(({ row }) => !row.hidden);
  const sort = () => {
    const numeric = heads[view.spalte].dataset.art === "zahl";
    const sign = view.ab ? -1 : 1;
    const value = ({ cells }) => (numeric ? amountOf(cells[view.spalte]) : cells[view.spalte]);
    const compare = numeric ? (one, other) => one - other : collator.compare;
    rows.sort((one, other) => sign * compare(value(one), value(other)) || collator.compare(one.cells[0], other.cells[0]));
    body.append(...rows.map(({ row }) => row));
    heads.forEach((head, place) => {
      if (place === view.spalte) head.setAttribute("aria-sort", view.ab ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  const filter = () => {
    for (const { row, key, cells } of rows) {
      row.hidden = !(key.startsWith(kreis.value) && (!alone.value || cells[5] === alone.value));
    }
    const count = shown().length;
    if (count === rows.length) byId("anzahl").replaceChildren(...[...everything].map((node) => node.cloneNode(true)));
    else byId("anzahl").textContent = `${count.toLocaleString("de")} von ${rows.length.toLocaleString("de")} Gemeinden.`;
  };
  const keep = () => {
    const parts = new URLSearchParams();
    if (kreis.value) parts.set("kreis", kreis.value);
    if (alone.value) parts.set("allein", alone.value);
    if (view.spalte || view.ab) parts.set("sortiert", `${view.spalte}${view.ab ? "ab" : "auf"}`);
    history.replaceState(null, "", `#${parts}`);
  };
  const restore = () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    const sorted = /^(\d)(ab|auf)$/.exec(parts.get("sortiert") ?? "");
    kreis.value = parts.get("kreis") ?? "";
    alone.value = parts.get("allein") ?? "";
    for (const field of [kreis, alone]) if (field.selectedIndex < 0) field.value = "";
    view.spalte = sorted && heads[sorted[1]] ? Number(sorted[1]) : 0;
    view.ab = Boolean(sorted) && sorted[2] === "ab";
    filter();
    sort();
  };
  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      view.ab = view.spalte === place ? !view.ab : head.dataset.art === "zahl";
      view.spalte = place;
      sort();
      keep();
    });
  });
  const form = byId("filter");
  form.hidden = false;
  form.addEventListener("change", () => { filter(); keep(); });
  form.addEventListener("reset", () => setTimeout(() => { filter(); keep(); }));
  byId("herunterladen").addEventListener("click", () => download(heads, shown()));
  window.addEventListener("hashchange", restore);
  restore();
  if (/(kreis|allein|sortiert)=/.test(location.hash)) table.scrollIntoView();
}

// Text that a spreadsheet would run as a formula is kept from it by an apostrophe.
const cellText = (text) => {
  const guarded = /^\s*[=+\-@\t＝＋－＠]./u.test(text) ? `'${text}` : text;
  return /[";\n]/.test(guarded) ? `"${guarded.replace(/"/g, '""')}"` : guarded;
};
const grouped = (key) => `${key.slice(0, 2)} ${key[2]} ${key.slice(3, 5)} ${key.slice(5)}`;

function download(heads, rows) {
  const titles = ["Gemeindeschlüssel", ...heads.map((head) => head.textContent.replace(/\u00a0/g, " "))];
  const kind = heads.map((head) => head.dataset.art);
  const lines = rows.map(({ key, cells }) => [grouped(key), ...cells.map((text, place) => (
    kind[place] === "zahl" ? text.replace(/[.\u00a0–]/g, "") : text))]);
  const marked = document.querySelector(".warnung") ? [[document.querySelector(".warnung").textContent]] : [];
  const csv = [titles, ...lines, ...marked].map((line) => line.map(cellText).join(";")).join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${csv}\r\n`], { type: "text/csv" }));
  link.download = document.title.includes("synthetisch") ? "planungsrahmen_auswahl_synthetisch.csv" : "planungsrahmen_auswahl.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

// ---- The map: what is under the pointer or the keys is named; it opens its page.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function startMap(entries) {
  const map = byId("karte");
  const areas = byId("flaechen");
  const note = byId("zettel");
  const known = new Map(entries.map((entry) => [entry.key, entry]));
  const panzoom = Panzoom(areas, { maxScale: 16, minScale: 1, contain: null, step: 0.5, cursor: "", touchAction: "pan-y" });
  let current = null;
  let moved = null;

  const entryAt = (element) => known.get(element?.id?.replace(/^g/, ""));
  const keep = () => {
    const boxes = { frame: map.getBoundingClientRect(), shape: byId(`g${current.key}`).getBoundingClientRect() };
    const beside = boxes.shape.right - boxes.frame.left + 8;
    const width = note.offsetWidth;
    note.style.left = `${Math.max(4, beside + width < boxes.frame.width ? beside : boxes.shape.left - boxes.frame.left - width - 8)}px`;
    note.style.top = `${Math.min(boxes.frame.height - note.offsetHeight - 4, Math.max(4, boxes.shape.top - boxes.frame.top))}px`;
  };
  const name = (entry) => {
    current = entry;
    note.hidden = !entry;
    byId("auswahl").setAttribute("d", entry ? byId(`g${entry.key}`).getAttribute("d") : "M0 0");
    if (!entry) return;
    const title = document.createElement("b");
    title.textContent = entry.name;
    const amount = /\d/.test(entry.amount) ? `${entry.amount} €, ${entry.density} € je km², Antrag allein: ${entry.alone}` : "keine Zeile in dieser Ausgabe";
    note.replaceChildren(title, `${entry.kreis}: ${amount}`);
    keep();
  };
  const centre = (key) => {
    const box = byId(`g${key}`).getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const centres = new Map();
  const centreOf = (key) => centres.get(key) ?? centres.set(key, centre(key)).get(key);
  // The nearest one in a direction; what lies aside counts double.
  const next = ([right, down]) => {
    const [x, y] = centreOf(current.key);
    let best = null;
    for (const entry of entries) {
      const [dx, dy] = [centreOf(entry.key)[0] - x, centreOf(entry.key)[1] - y];
      const [ahead, aside] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
      if (ahead > 0 && ahead >= aside && (!best || ahead + 2 * aside < best.far)) best = { entry, far: ahead + 2 * aside };
    }
    return best?.entry ?? current;
  };

  map.addEventListener("pointerover", (event) => event.pointerType === "mouse" && entryAt(event.target) && name(entryAt(event.target)));
  map.addEventListener("pointerleave", () => name(null));
  map.addEventListener("pointerdown", (event) => { moved = [event.clientX, event.clientY]; });
  map.addEventListener("click", (event) => {
    const entry = entryAt(event.target);
    if (!entry || (moved && Math.hypot(event.clientX - moved[0], event.clientY - moved[1]) > 6)) return;
    // A finger has no place over the map from which it could only point: the first touch names.
    if (event.pointerType !== "mouse" && current !== entry) name(entry);
    else location.href = entry.href;
  });
  map.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) {
      event.preventDefault();
      name(current ? next(ARROWS[event.key]) : known.get("08111000") ?? entries[0]);
    } else if (event.key === "Enter" && current) location.href = current.href;
    else if (event.key === "Escape") name(null);
    else if (event.key === "+") panzoom.zoomIn();
    else if (event.key === "-") panzoom.zoomOut();
  });
  map.addEventListener("blur", () => name(null));
  map.addEventListener("wheel", (event) => event.ctrlKey && panzoom.zoomWithWheel(event), { passive: false });
  areas.addEventListener("panzoomchange", () => current && keep());
  byId("groesser").addEventListener("click", () => panzoom.zoomIn());
  byId("kleiner").addEventListener("click", () => panzoom.zoomOut());
  byId("ganz").addEventListener("click", () => panzoom.reset());
  document.querySelector(".lupe").hidden = false;
}

// ---- Copying, where the browser can.

function startCopying() {
  for (const button of document.querySelectorAll(".kopieren")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = byId(button.dataset.von);
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Kopiert";
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = "Ausgewählt: jetzt kopieren";
      }
    });
  }
}

if (byId("gemeinden")) {
  const entries = [...byId("gemeinden").tBodies[0].rows].map(entryOf);
  startSearch(entries);
  startTable(entries);
  startMap(entries);
}
startCopying();
