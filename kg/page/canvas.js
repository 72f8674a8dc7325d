// The drawn network: vis-network with its physics switched off, coloured by the style sheet's variables.

const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';
const stage = document.getElementById("network");
const shownNodes = new vis.DataSet();
const shownLines = new vis.DataSet();
let onShow = {nodes: [], lines: [], possible: 0};
let chosen = {node: null, line: null};

const network = new vis.Network(stage, {nodes: shownNodes, edges: shownLines}, {
  autoResize: true,
  physics: {enabled: false},
  layout: {improvedLayout: false},
  interaction: {hover: true, hoverConnectedEdges: false, multiselect: false, selectConnectedEdges: false, tooltipDelay: 250,
    keyboard: {enabled: true, bindToWindow: false}, hideEdgesOnDrag: false, zoomSpeed: 0.6},
  nodes: {physics: false, borderWidth: 1.5, borderWidthSelected: 3, scaling: {label: {drawThreshold: 4}},
    font: {face: FONT, strokeWidth: 4, vadjust: 0}, margin: {top: 5, bottom: 5, left: 7, right: 7},
    shapeProperties: {borderRadius: 4}},
  edges: {physics: false, selectionWidth: 1.5, hoverWidth: 1, arrows: {to: {scaleFactor: 0.45}}},
});

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function faded(hex, share) {
  return hex + Math.round(share * 255).toString(16).padStart(2, "0");
}

// Nodes that share a line with the chosen node, or the ends of the chosen line; null where nothing is chosen.
function lit() {
  if (chosen.line !== null && lines.has(chosen.line)) return new Set([lines.get(chosen.line).from, lines.get(chosen.line).to]);
  if (chosen.node === null || !onShow.nodes.includes(chosen.node)) return null;
  const near = new Set([chosen.node]);
  for (const {line} of onShow.lines) {
    if (line.from === chosen.node) near.add(line.to);
    if (line.to === chosen.node) near.add(line.from);
  }
  return near;
}

function paintNode(node, near, ink, paper) {
  const kind = entities.get(node.id).kind;
  const fill = colour(`--kind-${kind}`) || ink;
  const dim = near !== null && !near.has(node.id);
  const box = node.shape === "box";
  const face = box ? paper : fill;
  const look = {background: dim && !box ? faded(fill, 0.25) : face, border: dim ? faded(fill, 0.3) : (box ? fill : paper)};
  return {
    id: node.id, label: node.label, shape: node.shape, size: node.size, title: `${entities.get(node.id).name} · ${kind}`,
    color: {...look, highlight: {background: face, border: ink}, hover: {background: face, border: ink}},
    font: {size: node.font.size, color: dim ? faded(ink, 0.3) : ink, strokeColor: paper, strokeWidth: box ? 0 : 4},
  };
}

function paintLine({line, claims}, near, ink) {
  const mine = chosen.line !== null ? line.id === chosen.line : chosen.node !== null && (line.from === chosen.node || line.to === chosen.node);
  const base = colour(`--group-${line.group}`) || ink;
  const rest = {fact: 0.55, about: 0.4, conflictual: 0.75}[line.group] || 0.55;
  const firm = claims.some(i => data.claims[i].stance === "asserted" && !data.claims[i].negated);
  const name = id => entities.get(id).name;
  return {
    id: line.id, from: line.from, to: line.to, arrows: line.arrows,
    title: `${name(line.from)} – ${words(line.relation)} – ${name(line.to)} (${claims.length})`,
    width: line.group === "about" ? 0.8 : Math.min(7, 1.1 + Math.sqrt(claims.length - 1)),
    dashes: line.group === "about" ? [1, 4] : firm ? false : [7, 5],
    smooth: line.bend === 0 ? false : {enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(line.bend)},
    color: {color: faded(base, near === null ? rest : mine ? 0.95 : 0.08), highlight: base, hover: base, inherit: false},
  };
}

// Draw what passes the filters; `arranged` says whether the nodes on show changed, so that they must be laid out anew.
function paint(arranged) {
  const ink = colour("--ink"), paper = colour("--paper"), near = lit();
  const looks = onShow.nodes.map(id => paintNode(drawn.get(id), near, ink, paper));
  const threads = onShow.lines.map(open => paintLine(open, near, ink));
  if (!arranged) { shownNodes.update(looks); shownLines.update(threads); return; }
  const places = arrange(onShow.nodes.map(id => drawn.get(id)), stage.clientWidth / Math.max(1, stage.clientHeight));
  shownLines.clear();
  shownNodes.clear();
  shownNodes.add(looks.map(look => ({...look, ...places.get(look.id)})));
  shownLines.add(threads);
}

function refresh() {
  onShow = visible();
  paint(true);
  network.fit({animation: false});
  mark();
  announce();
}

// Tell vis-network what is chosen, as far as it is on show.
function mark() {
  network.setSelection({
    nodes: chosen.node !== null && shownNodes.get(chosen.node) ? [chosen.node] : [],
    edges: chosen.line !== null && shownLines.get(chosen.line) ? [chosen.line] : [],
  }, {highlightEdges: false});
}

// Choose a node or a line (or nothing) and tell of it in the panel.
function choose(what) {
  chosen = {node: what.node ?? null, line: what.line ?? null};
  if (chosen.node !== null && drawn.has(chosen.node) && !onShow.nodes.includes(chosen.node)) {
    state.pinned.add(chosen.node);
    state.kinds.add(entities.get(chosen.node).kind);
    refresh();
  }
  paint(false);
  mark();
  if (chosen.node !== null) showEntity(chosen.node);
  else if (chosen.line !== null) showLine(chosen.line);
  else showOpening();
}

function focusOn(id) {
  if (shownNodes.get(id)) network.focus(id, {scale: Math.max(network.getScale(), 0.9), animation: calm() ? false : {duration: 350}});
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

network.on("click", event => {
  if (event.nodes.length) choose({node: event.nodes[0]});
  else if (event.edges.length) choose({line: event.edges[0]});
  else choose({});
  if (matchMedia("(max-width: 900px)").matches && (event.nodes.length || event.edges.length)) {
    stage.parentElement.scrollIntoView({block: "start", behavior: calm() ? "auto" : "smooth"});  // the panel is below
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(false));
// Paper gets a copy in the light colours: the canvas itself would be resized to the paper and drawn half.
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("on-paper");
  paint(false);
  network.redraw();
  const drawing = stage.querySelector("canvas"), copy = document.getElementById("paper");
  copy.width = drawing.width;
  copy.height = drawing.height;
  copy.getContext("2d").drawImage(drawing, 0, 0);
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("on-paper");
  paint(false);
});
