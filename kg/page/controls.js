// Legend, filters, search and zoom.

const search = document.getElementById("search");
const found = document.getElementById("found");
const amount = document.getElementById("amount");
let active = -1;

// Say how much is on show, and how often each kind and group occurs there.
function announce() {
  document.getElementById("shown").textContent = `${onShow.nodes.length} of ${onShow.possible}, ${onShow.lines.length} lines`;
  document.getElementById("empty").hidden = onShow.nodes.length > 0;
  const tally = (list, key) => list.reduce((sum, x) => sum.set(key(x), (sum.get(key(x)) || 0) + 1), new Map());
  const counts = {
    kinds: tally(onShow.nodes, id => entities.get(id).kind),
    groups: tally(onShow.lines, o => o.line.group),
    stances: tally([...new Set(onShow.lines.flatMap(o => o.claims))], i => data.claims[i].stance),
  };
  for (const [name, count] of Object.entries(counts)) {
    for (const box of document.querySelectorAll(`#${name} input`)) {
      box.checked = state[name].has(box.value);
      box.parentElement.querySelector(".count").textContent = box.checked ? String(count.get(box.value) || 0) : "";
    }
  }
  amount.max = String(Math.max(10, Math.ceil(drawn.size / 10) * 10));
  amount.value = String(state.amount);
}

function changed() {
  refresh();
  if (chosen.node !== null) showEntity(chosen.node);
  else if (chosen.line !== null && shownLines.get(chosen.line)) showLine(chosen.line);
  else choose({});
}

for (const name of ["kinds", "groups", "stances"]) {
  document.getElementById(name).addEventListener("change", event => {
    if (event.target.checked) state[name].add(event.target.value);
    else state[name].delete(event.target.value);
    changed();
  });
}

const picker = document.getElementById("document");
data.sources.forEach((source, i) => picker.append(el("option", {value: String(i)}, [source.published, source.title].filter(Boolean).join(" · "))));
picker.addEventListener("change", () => {
  state.source = picker.value === "" ? null : Number(picker.value);
  changed();
});
amount.addEventListener("change", () => { state.amount = Number(amount.value); changed(); });
amount.addEventListener("input", () => { document.getElementById("shown").textContent = amount.value; });

document.getElementById("reset").addEventListener("click", () => {
  state.kinds = new Set(data.kinds.filter(k => k.shown).map(k => k.kind));
  state.groups = new Set(data.groups.map(g => g.group));
  state.stances = new Set(Object.keys(data.stances));
  state.source = null;
  state.amount = first();
  state.pinned.clear();
  picker.value = "";
  chosen = {node: null, line: null};
  refresh();
  choose({});
});

const zoom = factor => network.moveTo({scale: network.getScale() * factor, animation: calm() ? false : {duration: 150}});
document.getElementById("closer").addEventListener("click", () => zoom(1.35));
document.getElementById("farther").addEventListener("click", () => zoom(1 / 1.35));
document.getElementById("fit").addEventListener("click", () => network.fit({animation: calm() ? false : {duration: 250}}));

function closeSearch() {
  found.hidden = true;
  active = -1;
  search.setAttribute("aria-expanded", "false");
  search.removeAttribute("aria-activedescendant");
}

function take(id) {
  closeSearch();
  search.value = "";
  choose({node: id});
  focusOn(id);
  panel.focus({preventScroll: true});
}

function suggest() {
  const hits = find(search.value, 12);
  active = hits.length ? 0 : -1;
  found.replaceChildren(...hits.map((e, i) => el("li", {role: "option", id: `hit-${i}`, "aria-selected": String(i === active), onclick: () => take(e.id)},
    el("span", {class: "spot", style: `background:var(--kind-${e.kind})`}), el("bdi", {}, e.name), el("span", {class: "count"}, e.kind))));
  if (!hits.length && search.value.trim()) found.replaceChildren(el("li", {class: "none"}, "No such name in this graph"));
  found.hidden = !search.value.trim();
  search.setAttribute("aria-expanded", String(!found.hidden));
  move(0);
}

function move(step) {
  const options = [...found.querySelectorAll("[role=option]")];
  if (!options.length) return;
  active = (active + step + options.length) % options.length;
  options.forEach((o, i) => o.setAttribute("aria-selected", String(i === active)));
  options[active].scrollIntoView({block: "nearest"});
  search.setAttribute("aria-activedescendant", options[active].id);
}

search.addEventListener("input", suggest);
search.addEventListener("keydown", event => {
  if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
  else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
  else if (event.key === "Enter" && active >= 0) found.querySelectorAll("[role=option]")[active].click();
  else if (event.key === "Escape") closeSearch();
});
search.addEventListener("blur", () => setTimeout(closeSearch, 200));
addEventListener("keydown", event => {
  if (event.key === "/" && !["INPUT", "SELECT"].includes(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
  else if (event.key === "Escape" && document.activeElement !== search) choose({});
});

if (matchMedia("(max-width: 900px)").matches) document.getElementById("legend").open = false;
refresh();
showOpening();
window.kg = {network, state, data, choose, visible};
