// The map: what is under the pointer, or reached by the arrows, is named; it opens its page.
"use strict";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FIRST_KEY = "08111000";
const DRAGGED = 6;
const MARGIN = 8;

const byKey = new Map(towns.map((town) => [town.key, town]));
const shapeOf = ({ key }) => byId(`g${key}`);
const townAt = ({ target }) => byKey.get(target.id?.slice(1));

const centres = new Map();
function centreOf(town) {
  if (!centres.has(town.key)) {
    const { x, y, width, height } = shapeOf(town).getBBox();
    centres.set(town.key, [x + width / 2, y + height / 2]);
  }
  return centres.get(town.key);
}

// The nearest one in a direction; what lies aside counts double.
function nextOf(town, [right, down]) {
  const [x, y] = centreOf(town);
  const distance = (other) => {
    const [dx, dy] = [centreOf(other)[0] - x, centreOf(other)[1] - y];
    const [ahead, aside] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
    return ahead > 0 && ahead >= aside ? ahead + 2 * aside : Infinity;
  };
  const best = towns.reduce((nearest, other) => {
    const far = distance(other);
    return far < nearest.far ? { town: other, far } : nearest;
  }, { town, far: Infinity });
  return best.town;
}

function startMap() {
  const [map, field, note, outline] = ["karte", "kartenfeld", "zettel", "auswahl"].map(byId);
  const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200;
  const panzoom = Panzoom(map, { maxScale: 16, minScale: 1, step: 0.5, contain: "outside", duration, cursor: "", touchAction: "pan-y" });
  let current = null;
  let pressed = null;

  const name = (town) => {
    current = town;
    note.hidden = !town;
    outline.setAttribute("d", town ? shapeOf(town).getAttribute("d") : "M0 0");
    if (town) {
      note.replaceChildren(...describe(town));
      place(note, shapeOf(town), field);
    }
  };
  const follow = () => current && place(note, shapeOf(current), field);
  const walk = (way) => {
    const town = current ? nextOf(current, way) : byKey.get(FIRST_KEY) ?? towns[0];
    panzoom.pan(...wayInto(shapeOf(town), field, panzoom.getScale()), { relative: true });
    name(town);
  };
  const open = (town) => { location.href = town.href; };
  const keys = {
    Enter: () => current && open(current),
    Escape: () => name(null),
    "+": () => panzoom.zoomIn(),
    "-": () => panzoom.zoomOut(),
  };

  map.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && townAt(event) !== current) name(townAt(event) ?? null);
  });
  map.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && name(null));
  map.addEventListener("pointerdown", (event) => { pressed = event; });
  map.addEventListener("click", (event) => {
    const town = townAt(event);
    const dragged = pressed && Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > DRAGGED;
    if (!town || dragged) return;
    // A finger cannot point without touching: the first touch names.
    if (pressed?.pointerType !== "mouse" && current !== town) name(town);
    else open(town);
  });
  map.addEventListener("panzoomchange", ({ detail }) => {
    map.style.setProperty("--lupe", Math.sqrt(detail.scale)); // lines grow less than shapes
    panzoom.setOptions({ touchAction: detail.scale > 1 ? "none" : "pan-y" });
    follow();
  });
  map.addEventListener("transitionend", follow);
  field.addEventListener("wheel", (event) => event.ctrlKey && panzoom.zoomWithWheel(event), { passive: false });
  field.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) {
      event.preventDefault();
      walk(ARROWS[event.key]);
    } else keys[event.key]?.();
  });
  field.addEventListener("blur", () => name(null));
  byId("groesser").addEventListener("click", panzoom.zoomIn);
  byId("kleiner").addEventListener("click", panzoom.zoomOut);
  byId("ganz").addEventListener("click", panzoom.reset);
  document.querySelector(".lupe").hidden = false;
  byId("kartenhinweis").hidden = false;
  field.setAttribute("role", "application");
  field.setAttribute("tabindex", "0");
  field.setAttribute("aria-label", "Karte der Gemeinden");
  field.setAttribute("aria-describedby", "kartenhinweis");
}

// How far the map must be moved, in its own units, until a shape is to be seen.
function wayInto(shape, field, scale) {
  const [frame, box] = [field.getBoundingClientRect(), shape.getBoundingClientRect()];
  const missing = (low, high, from, to) => Math.max(from - low, 0) + Math.min(to - high, 0);
  return [
    missing(box.left, box.right, frame.left, frame.right) / scale,
    missing(box.top, box.bottom, frame.top, frame.bottom) / scale,
  ];
}

function describe(town) {
  const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const head = [line("b", town.name), line("small", town.kreis)];
  if (!town.printed) return [...head, line("span", "keine Zeile in dieser Ausgabe")];
  return [...head, line("strong", `${town.amount} €`), line("span", `${town.density} € je km²`),
    line("span", `allein antragsberechtigt: ${town.alone}`)];
}

// Next to the shape, on the side where there is room.
function place(note, shape, field) {
  const [frame, box] = [field.getBoundingClientRect(), shape.getBoundingClientRect()];
  const right = box.right - frame.left + MARGIN;
  const left = box.left - frame.left - note.offsetWidth - MARGIN;
  const most = frame.width - note.offsetWidth - MARGIN;
  const top = box.top - frame.top;
  note.style.left = `${Math.min(most, Math.max(MARGIN, right < most ? right : left))}px`;
  note.style.top = `${Math.min(frame.height - note.offsetHeight - MARGIN, Math.max(MARGIN, top))}px`;
}

startMap();
