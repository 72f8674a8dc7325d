// The panel: what stands behind a line or a node. Text of the graph enters only as text nodes.

const panel = document.getElementById("panel");

function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(c => c !== null && c !== undefined && c !== ""));
  return element;
}

function svg(tag, properties, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function show(...children) {
  panel.replaceChildren(...children.filter(c => c !== null));
  panel.scrollTop = 0;
}

// Go to a node from a name, and read on in the panel.
function visit(id) {
  choose({ node: id });
  focusOn(id);
  panel.focus({ preventScroll: true });
}

// A button that opens the card of an entity.
function nameOf(id) {
  const entity = entities.get(id);
  if (!entity) return el("span", { dir: "auto" }, id);
  return el("button", { type: "button", class: "name", dir: "auto", onclick: () => visit(id) }, entity.name);
}

function listed(things, between = ", ") {
  return things.flatMap((thing, i) => (i ? [between, thing] : [thing]));
}

function outward(href, ...text) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, ...text);
}

function newestFirst(list) {
  return [...list].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : a.id < b.id ? -1 : 1));
}

function tell() {
  if (state.node && entities.has(state.node)) showEntity(state.node);
  else if (state.line && onShow.lines.some(l => l.id === state.line)) showLine(state.line);
  else showOpening();
}

function showLine(id) {
  const line = onShow.lines.find(l => l.id === id);
  const pair = line.group === "pair";
  show(
    el("p", { class: "kind" }, plural(line.statements.length, "statement", "statements")),
    el(
      "h2",
      {},
      nameOf(line.from),
      " ",
      el("span", { class: `relation ${line.group}` }, pair ? "and" : words(line.relation)),
      " ",
      nameOf(line.to),
    ),
    pair ? balanceBar(line) : null,
    pair && !state.pair
      ? el(
          "p",
          {},
          el("button", { type: "button", class: "small", onclick: () => showPair(line.from, line.to) }, "Show all that joins them"),
        )
      : null,
    statementList(newestFirst(line.statements)),
  );
}

// How many statements of each group a pair has, as a bar and in words.
function balanceBar(line) {
  const count = looks.groups.map(g => [g, line.statements.filter(s => s.group === g.group).length]).filter(([, n]) => n);
  return el(
    "div",
    { class: "balance" },
    el(
      "div",
      { class: "bar", "aria-hidden": "true" },
      ...count.map(([g, n]) => el("span", { style: `flex:${n};background:var(--group-${g.group})` })),
    ),
    el("p", { class: "note" }, count.map(([g, n]) => `${g.label.toLowerCase()} ${n}`).join(" · ")),
  );
}

const DETAIL_NAMES = { form: "form", status: "status", date: "date" };

// The offices that statements give a person, or the persons who speak for a country.
function officesOf(id, list) {
  const held = list.filter(s => s.relation === "represents" && !s.negated && s.office && (s.subject === id || s.object === id));
  const rows = new Map();
  for (const s of held) {
    const other = s.subject === id ? s.object : s.subject;
    rows.set(
      `${other} ${s.office}`,
      el(
        "li",
        {},
        s.subject === id ? el("span", { dir: "auto" }, `${s.office}, `) : null,
        nameOf(other),
        s.subject === id ? null : el("span", { dir: "auto" }, `, ${s.office}`),
      ),
    );
  }
  return [...rows.values()];
}

function linksOf(e) {
  const links = e.same_as.map(url => outward(url, /wikidata\.org/.test(url) ? `Wikidata ${url.split("/").pop()}` : url));
  if (e.iso2) links.push(outward(`https://www.iso.org/obp/ui/#iso:code:3166:${e.iso2}`, `ISO 3166 ${e.iso3}`));
  return links;
}

function showEntity(id) {
  const e = entities.get(id);
  const all = (statementsOf.get(id) || []).map(sid => statements.get(sid));
  const passing = all.filter(passes);
  const offices = officesOf(id, all);
  const rows = [
    ...(e.names.length ? [["also", e.names.slice(0, 10).join(", ") + (e.names.length > 10 ? " …" : "")]] : []),
    ...Object.keys(DETAIL_NAMES)
      .filter(key => e[key])
      .map(key => [key, e[key]]),
    ["identifier", e.id],
  ];
  const links = linksOf(e);
  const hidden = onShow.hidden.get(id) || 0;
  show(
    el("p", { class: "kind" }, el("span", { class: "spot", style: `background:var(--kind-${e.kind})` }), e.kind),
    el("h2", { dir: "auto" }, e.name),
    el(
      "dl",
      {},
      ...rows.flatMap(([key, value]) => [el("dt", {}, key), el("dd", { dir: "auto" }, value)]),
      ...(links.length ? [el("dt", {}, "elsewhere"), el("dd", {}, ...listed(links))] : []),
      ...(offices.length ? [el("dt", {}, e.kind === "Person" ? "offices" : "officials"), el("dd", {}, foldedList(offices, 6))] : []),
    ),
    el(
      "p",
      { class: "actions" },
      el(
        "button",
        { type: "button", class: "small", onclick: () => unfold(id).then(() => tell()) },
        state.open.has(id)
          ? "Fold its neighbours"
          : hidden
            ? `Show ${Math.min(hidden, EXPANDED)} more neighbours`
            : "Fold what hangs on it",
      ),
      e.kind === "Country" ? pairPicker(id) : null,
    ),
    partners(id),
    el("h3", {}, plural(passing.length, "statement", "statements")),
    passing.length < all.length ? el("p", { class: "note" }, `${all.length - passing.length} more do not pass the filters.`) : null,
    statementList(newestFirst(passing)),
  );
}

function foldedList(rows, first) {
  const list = el("ul", { class: "plain" }, ...rows.slice(0, first));
  if (rows.length <= first) return list;
  const further = el(
    "button",
    {
      type: "button",
      class: "small",
      onclick: () => {
        list.append(...rows.slice(first));
        further.remove();
      },
    },
    `${rows.length - first} more`,
  );
  return el("div", {}, list, further);
}

// A choice of the country to set beside this one.
function pairPicker(id) {
  const others = pairLines()
    .filter(l => l.from === id || l.to === id)
    .sort((a, b) => b.statements.length - a.statements.length);
  if (!others.length) return null;
  const picker = el(
    "select",
    { "aria-label": `Set beside ${nameText(id)}`, onchange: () => picker.value && showPair(id, picker.value) },
    el("option", { value: "" }, "Set beside …"),
    ...others.map(l => {
      const other = l.from === id ? l.to : l.from;
      return el("option", { value: other }, `${nameText(other)} (${l.statements.length})`);
    }),
  );
  return picker;
}

// The lines of a node, one button each, so that each line can be opened without a pointer.
function partners(id) {
  const mine = onShow.lines.filter(l => l.from === id || l.to === id).sort((a, b) => b.statements.length - a.statements.length);
  if (!mine.length) return null;
  return el(
    "details",
    { class: "lines" },
    el("summary", {}, plural(mine.length, "line on show", "lines on show")),
    el("ul", {}, ...mine.map(line => el("li", {}, lineButton(line)))),
  );
}

function lineButton(line) {
  const name = id => el("bdi", {}, nameText(id));
  return el(
    "button",
    {
      type: "button",
      class: "line-button",
      onclick: () => {
        choose({ line: line.id });
        panel.focus({ preventScroll: true });
      },
    },
    el(
      "span",
      {},
      name(line.from),
      " ",
      el("span", { class: `relation ${line.group}` }, line.group === "pair" ? "and" : words(line.relation)),
      " ",
      name(line.to),
    ),
    el("span", { class: "count" }, String(line.statements.length)),
  );
}

// What the panel says while nothing is chosen: how to read the picture and where to begin.
function showOpening() {
  const strongest = onShow.lines
    .filter(l => !["fact", "about"].includes(l.group))
    .sort((a, b) => b.statements.length - a.statements.length)
    .slice(0, 10);
  const of = (kind, count) =>
    onShow.nodes
      .filter(id => entities.get(id).kind === kind)
      .sort(byRank)
      .slice(0, count);
  const begin = (title, several, style, between) =>
    several.length ? [el("h3", {}, title), el(style === "plain" ? "ul" : "p", { class: style }, ...listed(several, between))] : [];
  const reading = state.pair
    ? "Left and right stand the two countries with their officials; between them what joins both."
    : state.level === "relations"
      ? "A line joins two countries: the wider, the more statements; blue where they cooperate, red where they are in conflict. Officials count for their country."
      : "A line is one relation between two things: the wider, the more statements.";
  show(
    el("h2", {}, "How to read this"),
    el(
      "p",
      {},
      reading,
      " A whole line stands for what is said to be so; a broken one for what was only promised, called for or reported.",
    ),
    el("p", {}, "Choose a line to read its quotes, a node to read its card; a double click brings in its neighbours."),
    ...begin("Countries", of("Country", 12).map(nameOf), "chips", " "),
    ...begin(
      "Most statements",
      strongest.map(line => el("li", {}, lineButton(line))),
      "plain",
      "",
    ),
    ...begin(
      "Meetings",
      of("Meeting", 6).map(id => el("li", {}, nameOf(id))),
      "plain",
      "",
    ),
    keysHelp(),
  );
}

function keysHelp() {
  const keys = [
    ["/", "search"],
    ["← ↑ ↓ →", "go from node to node in the picture"],
    ["Enter", "open the card"],
    ["Space", "show or fold neighbours"],
    ["l", "next line of the node"],
    ["+ − 0", "zoom, show all"],
    ["Esc", "let go"],
  ];
  return el(
    "details",
    { class: "keys" },
    el("summary", {}, "Keys"),
    el("dl", {}, ...keys.flatMap(([key, does]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)])),
  );
}
