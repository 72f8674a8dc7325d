// The search box with its suggestions, and the keys.

const search = document.getElementById("search");
const found = document.getElementById("found");
let active = -1;
let asked = 0;

function closeSearch() {
  found.hidden = true;
  active = -1;
  search.setAttribute("aria-expanded", "false");
  search.removeAttribute("aria-activedescendant");
}

async function take(id) {
  closeSearch();
  search.value = "";
  await moreOf(id);
  if (state.pair) Object.assign(state, { pair: null });
  state.view = "picture";
  visit(id);
}

async function suggest() {
  const ticket = ++asked;
  const hits = search.value.trim() ? await source.find(search.value, 12) : [];
  if (ticket !== asked) return; // a later question has been asked
  found.replaceChildren(
    ...hits.map((e, i) =>
      el(
        "li",
        {
          role: "option",
          id: `hit-${i}`,
          "aria-selected": "false",
          onmousedown: event => event.preventDefault(),
          onclick: () => take(e.id),
        },
        el("span", { class: "spot", style: `background:var(--kind-${e.kind})` }),
        el("bdi", {}, e.name),
        el("span", { class: "count" }, e.kind),
      ),
    ),
  );
  if (!hits.length && search.value.trim())
    found.replaceChildren(
      el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No such name in this graph"),
    );
  found.hidden = !search.value.trim();
  search.setAttribute("aria-expanded", String(!found.hidden));
  active = hits.length ? 0 : -1;
  move(0);
}

function move(step) {
  const options = [...found.querySelectorAll("[role=option]:not([aria-disabled])")];
  if (!options.length) return;
  active = (active + step + options.length) % options.length;
  options.forEach((o, i) => o.setAttribute("aria-selected", String(i === active)));
  options[active].scrollIntoView({ block: "nearest" });
  search.setAttribute("aria-activedescendant", options[active].id);
}

// The node that lies nearest in a direction from the node under the keys.
function nodeTowards(key) {
  const here = state.node && places.get(state.node);
  const all = onShow.nodes.filter(id => id !== state.node);
  if (!here) return onShow.nodes.slice().sort(byRank)[0];
  const [ux, uy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const cost = id => {
    const dx = places.get(id).x - here.x,
      dy = places.get(id).y - here.y;
    const ahead = dx * ux + dy * uy,
      aside = Math.abs(dx * uy) + Math.abs(dy * ux);
    return ahead <= 0 ? Infinity : ahead + 2 * aside;
  };
  return all
    .map(id => [cost(id), id])
    .filter(([c]) => c < Infinity)
    .sort((a, b) => a[0] - b[0])[0]?.[1];
}

// What a screen reader hears while the keys walk through the picture.
function say(text) {
  document.getElementById("said").textContent = text;
}

function nextLine() {
  const mine = onShow.lines.filter(l => !state.node || l.from === state.node || l.to === state.node);
  const from = state.walk?.node === state.node ? state.walk.at : -1;
  if (!mine.length) return;
  state.walk = { node: state.node, at: (from + 1) % mine.length };
  const line = mine[state.walk.at];
  showLine(line.id);
  say(lineTitle(line));
}

const stageKeys = {
  Enter: () => {
    if (state.node) panel.focus({ preventScroll: true });
  },
  " ": () => state.node && unfold(state.node).then(() => say(plural(onShow.nodes.length, "node", "nodes"))),
  l: nextLine,
  "+": () => zoom(1.35),
  "=": () => zoom(1.35),
  "-": () => zoom(1 / 1.35),
  0: () => fitAll(),
};

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 150 } });
}

function listenToKeys() {
  search.addEventListener("input", suggest);
  search.addEventListener("keydown", event => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      move(1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      move(-1);
    } else if (event.key === "Enter" && active >= 0) found.querySelectorAll("[role=option]")[active].click();
    else if (event.key === "Escape") closeSearch();
  });
  search.addEventListener("blur", closeSearch);
  stage.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      const id = nodeTowards(event.key);
      if (!id) return;
      choose({ node: id });
      keepInView(id);
      say(
        `${nameText(id)}, ${entities.get(id).kind}, ${plural(onShow.lines.filter(l => l.from === id || l.to === id).length, "line", "lines")}`,
      );
    } else if (stageKeys[event.key]) {
      event.preventDefault();
      stageKeys[event.key]();
    }
  });
  addEventListener("keydown", event => {
    if (event.key === "/" && !["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement !== search) {
      document.querySelectorAll("header details[open]").forEach(d => {
        d.open = false;
      });
      choose({});
    }
  });
  for (const [id, does] of [
    ["closer", () => zoom(1.35)],
    ["farther", () => zoom(1 / 1.35)],
    ["fit", () => fitAll()],
    ["tidy", () => refresh({ fit: true, afresh: true })],
  ]) {
    document.getElementById(id).addEventListener("click", does);
  }
}

// Move the view only where the node lies outside it.
function keepInView(id) {
  const at = network.canvasToDOM(places.get(id));
  if (at.x < 40 || at.y < 40 || at.x > stage.clientWidth - 40 || at.y > stage.clientHeight - 40)
    network.focus(id, { animation: calm() ? false : { duration: 200 } });
}
