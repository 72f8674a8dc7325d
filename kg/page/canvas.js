// The drawn network: vis-network with its physics switched off, coloured by the style sheet's variables.

const stage = document.getElementById("network");
const shownNodes = new vis.DataSet();
const shownLines = new vis.DataSet();
let onShow = { nodes: [], lines: [], possible: 0, near: new Map(), hidden: new Map(), details: [] };
let places = new Map(); // where the nodes on show lie
let remembered = { key: "", places: new Map() }; // where nodes lay at this level, so that a filter that goes and comes moves nothing

const network = new vis.Network(
  stage,
  { nodes: shownNodes, edges: shownLines },
  {
    autoResize: true,
    physics: { enabled: false },
    layout: { improvedLayout: false },
    interaction: {
      hover: true,
      hoverConnectedEdges: false,
      multiselect: false,
      selectConnectedEdges: false,
      tooltipDelay: 250,
      keyboard: false,
      hideEdgesOnDrag: false,
      zoomSpeed: 0.6,
    },
    nodes: {
      physics: false,
      borderWidth: 1.5,
      borderWidthSelected: 3,
      scaling: { label: { drawThreshold: 4 } },
      font: { face: FONT, strokeWidth: 4, vadjust: 0 },
      margin: { top: 5, bottom: 5, left: 7, right: 7 },
      shapeProperties: { borderRadius: 4 },
    },
    edges: { physics: false, selectionWidth: 1.5, hoverWidth: 1, arrows: { to: { scaleFactor: 0.45 } } },
  },
);
stage.querySelector(".vis-network").tabIndex = -1; // the stage itself takes the focus and the keys

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function faded(hex, share) {
  return (
    hex +
    Math.round(share * 255)
      .toString(16)
      .padStart(2, "0")
  );
}

// The colours of the page as it is now, read once for each painting.
function palette() {
  const names = ["ink", "paper", "soft", ...looks.kinds.map(k => `kind-${k.kind}`), ...looks.groups.map(g => `group-${g.group}`)];
  return Object.fromEntries(names.map(name => [name, colour(`--${name}`)]));
}

function mixed(a, b, share) {
  const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  return (
    "#" +
    [0, 1, 2]
      .map(i =>
        Math.round(part(a, i) * (1 - share) + part(b, i) * share)
          .toString(16)
          .padStart(2, "0"),
      )
      .join("")
  );
}

// The colour of a line: its group's, or between countries the balance of cooperation and conflict.
function lineColour(line, paints) {
  if (line.group !== "pair") return paints[`group-${line.group}`] || paints.ink;
  if (line.balance === null) return paints["group-fact"];
  const end = paints[line.balance >= 0 ? "group-cooperative" : "group-conflictual"];
  return mixed(paints["group-mixed"] || paints["group-fact"], end, Math.abs(line.balance));
}

// Nodes that share a line with the chosen node, or the ends of the chosen line; null where nothing is chosen.
function lit() {
  const line = state.line && onShow.lines.find(l => l.id === state.line);
  if (line) return new Set([line.from, line.to]);
  if (!state.node || !onShow.nodes.includes(state.node)) return null;
  const near = new Set([state.node]);
  for (const l of onShow.lines) {
    if (l.from === state.node) near.add(l.to);
    if (l.to === state.node) near.add(l.from);
  }
  return near;
}

function nodeLook(f, near, paints) {
  const { kind, name } = entities.get(f.id),
    { ink, paper } = paints;
  const fill = paints[`kind-${kind}`] || ink,
    box = f.shape === "box";
  const dim = near !== null && !near.has(f.id);
  const face = box ? paper : fill;
  const hidden = onShow.hidden.get(f.id) || 0;
  return {
    id: f.id,
    label: f.label,
    shape: f.shape,
    size: f.size,
    ...places.get(f.id),
    title: `${name} · ${kind}${hidden ? ` · double click for ${plural(hidden, "neighbour", "neighbours")} more` : ""}`,
    color: {
      background: dim && !box ? faded(fill, 0.25) : face,
      border: dim ? faded(fill, 0.3) : box ? fill : paper,
      highlight: { background: face, border: ink },
      hover: { background: face, border: ink },
    },
    font: { size: f.font, color: dim ? faded(ink, 0.3) : ink, strokeColor: paper, strokeWidth: box ? 0 : 4 },
  };
}

function lineWidth(line) {
  if (line.group === "about") return 0.8;
  if (line.group === "pair") return Math.min(14, 0.6 + Math.sqrt(line.statements.length) * 1.1);
  return Math.min(7, 1.1 + Math.sqrt(line.statements.length - 1));
}

function lineLook(line, near, paints) {
  const mine = state.line ? line.id === state.line : line.from === state.node || line.to === state.node;
  const base = lineColour(line, paints);
  const rest = { fact: 0.55, about: 0.45, conflictual: 0.75, pair: 0.8 }[line.group] || 0.6;
  const dashes = line.group === "about" ? [1, 4] : stanceLooks.get(stanceOf(line.statements)).dashes;
  return {
    id: line.id,
    from: line.from,
    to: line.to,
    arrows: line.arrow ? "to" : "",
    title: lineTitle(line),
    width: lineWidth(line),
    dashes: dashes.length ? dashes : false,
    smooth: line.bend === 0 ? false : { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(line.bend) },
    color: { color: faded(base, near === null ? rest : mine ? 0.95 : 0.08), highlight: base, hover: base, inherit: false },
  };
}

function lineTitle(line) {
  const joint = line.group === "pair" ? " and " : ` – ${words(line.relation)} – `;
  const tone = line.group === "pair" ? `, ${balanceWord(line.balance)}` : "";
  return `${nameText(line.from)}${joint}${nameText(line.to)} · ${plural(line.statements.length, "statement", "statements")}${tone}`;
}

// Bring a data set of vis-network to these things with the least change, so that nothing flickers.
function bring(set, things) {
  const wanted = new Set(things.map(t => t.id));
  set.remove(set.getIds().filter(id => !wanted.has(id)));
  set.update(things);
}

function paint() {
  const paints = palette(),
    near = lit();
  const looks = onShow.nodes.map(id => nodeLook(figure(id), near, paints));
  shownLines.remove(shownLines.getIds().filter(id => !onShow.lines.some(l => l.id === id)));
  bring(shownNodes, looks);
  bring(
    shownLines,
    onShow.lines.map(line => lineLook(line, near, paints)),
  );
}

// Lay out what is on show. Where a node has lain at this level it lies again; "afresh" forgets.
function layOut(afresh) {
  const figures = onShow.nodes.map(figure);
  const key = `${state.pair ? state.pair.join() : state.level} ${state.amount}`;
  if (afresh || remembered.key !== key) remembered = { key, places: new Map() };
  if (onShow.columns) remembered.places = inColumns(onShow.columns, figures);
  else {
    const settled = new Map([...remembered.places].filter(([id]) => onShow.nodes.includes(id)));
    const found = arrange(
      figures,
      stage.clientWidth / Math.max(1, stage.clientHeight),
      settled.size * 2 >= figures.length || state.open.size ? settled : new Map(),
      onShow.near,
      onShow.lines,
    );
    found.forEach((place, id) => remembered.places.set(id, place));
  }
  places = new Map(onShow.nodes.map(id => [id, remembered.places.get(id)]));
}

// Show what the state asks for: "fit" moves the view so that all is seen, "afresh" lays out anew.
function refresh({ fit = false, afresh = false } = {}) {
  onShow = scene();
  layOut(afresh);
  paint();
  if (fit) fitAll(!afresh);
  mark();
  announce();
}

function fitAll(moving = true) {
  const boxes = onShow.nodes.map(id => {
    const r = room(figure(id)),
      p = places.get(id);
    return [p.x + r.left, p.y + r.top, p.x + r.right, p.y + r.bottom];
  });
  if (!boxes.length) return;
  const [left, top] = [0, 1].map(i => Math.min(...boxes.map(b => b[i]))),
    [right, bottom] = [2, 3].map(i => Math.max(...boxes.map(b => b[i])));
  const scale = Math.min(1.4, stage.clientWidth / (right - left + 50), stage.clientHeight / (bottom - top + 50));
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 },
    scale,
    animation: moving && !calm() ? { duration: 300 } : false,
  });
}

// Tell vis-network what is chosen, as far as it is on show.
function mark() {
  network.setSelection(
    {
      nodes: state.node && shownNodes.get(state.node) ? [state.node] : [],
      edges: state.line && shownLines.get(state.line) ? [state.line] : [],
    },
    { highlightEdges: false },
  );
}

// Choose a node or a line (or nothing) and tell of it in the panel.
function choose({ node = null, line = null }) {
  Object.assign(state, { node, line });
  if (node && entities.has(node) && !onShow.nodes.includes(node) && !state.pair) {
    state.pinned.add(node);
    state.kinds.add(entities.get(node).kind);
    state.folded.clear();
    refresh();
  } else {
    paint();
    mark();
  }
  tell();
  keepAddress();
  completed();
}

const brought = new Set();  // nodes whose neighbours a click has brought in, which the double click it begins must not put away again

// What the page told of may be a part only: ask for the rest, and tell of that where the reader is still there.
async function completed() {
  const { node, line } = state,
    pair = onShow.lines.find(l => l.id === line && l.group === "pair");
  if (!(node ? await moreOf(node) : pair ? await moreOfPair(pair.from, pair.to) : false)) return;
  if (node) brought.add(node);
  refresh();
  if (state.node === node && state.line === line) tell();
}

function focusOn(id) {
  if (shownNodes.get(id)) network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: calm() ? false : { duration: 350 } });
}

// A double click: bring in a node's neighbours, or put them away again.
async function unfold(id) {
  const open = state.open.has(id);
  if (!open) await moreOf(id);
  const news = brought.delete(id);
  const leaves = [...(onShow.near.get(id)?.keys() || [])].some(n => onShow.nodes.includes(n));
  if (open) state.open.delete(id);
  else if (state.folded.has(id)) state.folded.delete(id);
  else if (news || hiddenOf(id)) {
    state.open.add(id);
    state.pinned.add(id);
  } else if (leaves && state.level === "details") state.folded.add(id);
  refresh({ fit: true });
  keepAddress();
}

function hiddenOf(id) {
  const shown = new Set(onShow.nodes);
  return [...(scene().near.get(id)?.keys() || [])].some(n => !shown.has(n));
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

network.on("click", event => {
  if (event.nodes.length) choose({ node: event.nodes[0] });
  else if (event.edges.length) choose({ line: event.edges[0] });
  else choose({});
  if (narrowScreen.matches && (event.nodes.length || event.edges.length)) {
    panel.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" }); // the panel is below
  }
});
network.on("doubleClick", event => {
  if (event.nodes.length) unfold(event.nodes[0]);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

// Paper gets a copy in the light colours: the canvas itself would be resized to the paper and drawn half.
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("on-paper");
  paint();
  network.redraw();
  const drawing = stage.querySelector("canvas"),
    copy = document.getElementById("paper");
  copy.width = drawing.width;
  copy.height = drawing.height;
  copy.getContext("2d").drawImage(drawing, 0, 0);
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("on-paper");
  paint();
});
