// The legend, which shows and hides, and the filters, which narrow; a count beside each says what it would show.

const FACET_NAMES = {
  relation: words,
  plover: type => type.toLowerCase(),
  speaker: nameText,
  publisher: name => name,
  topic: nameText,
  country: nameText,
  document: id => [documents.get(id)?.published, documents.get(id)?.title].filter(Boolean).join(" · "),
};

// Say how much is on show and how much each choice would show.
function announce() {
  const countOf = { groups: known.counts.groups, stances: known.counts.stances, kinds: kindCounts() };
  for (const [name, counts] of Object.entries(countOf)) {
    for (const box of document.querySelectorAll(`#${name} input`)) {
      box.checked = state[name].has(box.value);
      box.parentElement.querySelector(".count").textContent = (counts.get(box.value) || 0).toLocaleString("en");
    }
  }
  NARROW.forEach(showFacet);
  showTime();
  const amount = document.getElementById("amount");
  amount.max = String(Math.max(10, Math.min(400, Math.ceil(Math.max(onShow.possible, state.amount) / 10) * 10)));
  amount.value = String(state.amount);
  document.getElementById("shown").textContent = summary();
  document.getElementById("amount-shown").textContent = `${Math.min(state.amount, onShow.possible)} of ${onShow.possible}`;
  document.getElementById("empty").hidden = onShow.nodes.length > 0;
  document
    .querySelectorAll("#levels button")
    .forEach(b => b.setAttribute("aria-pressed", String(b.value === (state.pair ? "pair" : state.level))));
  document.querySelectorAll("#views button").forEach(b => b.setAttribute("aria-pressed", String(b.value === state.view)));
  document.getElementById("amount-choice").hidden = state.pair !== null;
  const pair = document.getElementById("pair-name");
  pair.hidden = !state.pair;
  pair.textContent = state.pair ? state.pair.map(nameText).join(" and ") : "";
  showTable();
}

function summary() {
  const onLines = new Set(onShow.lines.flatMap(l => l.statements)).size.toLocaleString("en");
  const loaded = statements.size < totals.statements ? `of ${statements.size.toLocaleString("en")} loaded ` : "";
  return (
    `${plural(onShow.nodes.length, "node", "nodes")}, ${plural(onShow.lines.length, "line", "lines")}; ` +
    `${plural(known.passing.length, "statement", "statements")} ${loaded}pass, ${onLines} of them on show`
  );
}

// How many entities of each kind the statements that pass are about.
function kindCounts() {
  const met = new Set(known.passing.flatMap(s => [s.subject, s.object, ...s.about]));
  const counts = new Map();
  for (const id of met) {
    const kind = entities.get(id)?.kind;
    if (kind) counts.set(kind, (counts.get(kind) || 0) + 1);
  }
  return counts;
}

const facetRows = Object.fromEntries(NARROW.map(f => [f, new Map()]));

// Rows stay in their order and keep the focus; those that would show nothing are hidden unless chosen.
function showFacet(facet) {
  const box = document.querySelector(`#facet-${facet} .values`),
    rows = facetRows[facet],
    counts = known.counts[facet];
  const fresh = [...new Set([...counts.keys(), ...state.only[facet]])]
    .filter(v => !rows.has(v))
    .sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || (FACET_NAMES[facet](a) < FACET_NAMES[facet](b) ? -1 : 1));
  for (const value of fresh) {
    const input = el("input", { type: "checkbox", value });
    rows.set(
      value,
      el(
        "label",
        {},
        input,
        el("span", { class: facet === "plover" ? "label type" : "label", dir: "auto" }, FACET_NAMES[facet](value)),
        el("span", { class: "count" }),
      ),
    );
    box.append(rows.get(value));
  }
  for (const [value, row] of rows) {
    const chosen = state.only[facet].has(value),
      count = counts.get(value) || 0;
    row.querySelector("input").checked = chosen;
    row.querySelector(".count").textContent = count.toLocaleString("en");
    row.hidden = !count && !chosen;
  }
  document.querySelector(`#facet-${facet} .badge`).textContent = state.only[facet].size ? String(state.only[facet].size) : "";
  document.getElementById(`facet-${facet}`).hidden = !rows.size;
}

// After a change of the filters: draw what is left, keep what is chosen where it is left.
function changed(how = {}) {
  refresh(how);
  if (state.line && !onShow.lines.some(l => l.id === state.line)) state.line = null;
  tell();
  keepAddress();
}

function showLevel(level) {
  Object.assign(state, { level, pair: null, open: new Set(), folded: new Set(), pinned: new Set(), line: null });
  changed({ fit: true, afresh: true });
}

async function showPair(a, b) {
  await moreOfPair(a, b);
  if (!entities.has(a) || !entities.has(b)) return;
  Object.assign(state, { pair: [a, b], node: null, line: null, open: new Set(), folded: new Set(), view: "picture" });
  state.kinds.add("Topic");
  changed({ fit: true, afresh: true });
  say(`${nameText(a)} and ${nameText(b)}, ${plural(onShow.nodes.length, "node", "nodes")}`);
}

function listenToFilters() {
  for (const name of ["kinds", "groups", "stances"]) {
    document.getElementById(name).addEventListener("change", event => {
      if (event.target.checked) state[name].add(event.target.value);
      else state[name].delete(event.target.value);
      changed();
    });
  }
  for (const facet of NARROW) {
    document.getElementById(`facet-${facet}`).addEventListener("change", event => {
      if (event.target.checked) state.only[facet].add(event.target.value);
      else state.only[facet].delete(event.target.value);
      changed();
    });
  }
  const amount = document.getElementById("amount");
  amount.addEventListener("change", () => {
    state.amount = Number(amount.value);
    changed({ fit: true, afresh: true });
  });
  amount.addEventListener("input", () => {
    document.getElementById("amount-shown").textContent = amount.value;
  });
  document
    .getElementById("levels")
    .addEventListener("click", event => ["relations", "details"].includes(event.target.value) && showLevel(event.target.value));
  document.getElementById("views").addEventListener("click", event => {
    if (!event.target.value) return;
    state.view = event.target.value;
    changed();
    if (state.view === "picture") network.redraw();
  });
  document.getElementById("reset").addEventListener("click", () => {
    stopPlaying();
    state = startState();
    changed({ fit: true, afresh: true });
  });
}
