// What the page knows, and which part of it passes the reader's filters.

const data = JSON.parse(document.getElementById("data").textContent);
const ids = list => new Map(list.map(x => [x.id, x]));
const entities = ids(data.entities);
const drawn = ids(data.network.nodes);
const lines = ids(data.network.edges);
const rank = new Map(data.entities.map((e, i) => [e.id, i]));

const claimsOf = new Map();  // entity id -> places of the statements that name it
data.claims.forEach((claim, i) => {
  for (const id of new Set([claim.subject, claim.target, claim.speaker, ...claim.about])) {
    if (!id) continue;
    if (!claimsOf.has(id)) claimsOf.set(id, []);
    claimsOf.get(id).push(i);
  }
});

// Fewer nodes where there is little room for them.
function first() {
  return matchMedia("(max-width: 600px)").matches ? Math.round(data.first / 2) : data.first;
}

const state = {
  kinds: new Set(data.kinds.filter(k => k.shown).map(k => k.kind)),
  groups: new Set(data.groups.map(g => g.group)),
  stances: new Set(Object.keys(data.stances)),
  source: null,
  amount: first(),
  pinned: new Set(),
};

// Whether a statement passes the filters of stance and document.
function passes(claim) {
  return state.stances.has(claim.stance) && (state.source === null || claim.quotes.some(q => q.source === state.source));
}

// The nodes and lines on show: the first `amount` nodes that have a line, those the reader asked for, and their lines.
function visible() {
  const passing = data.claims.map(passes);
  const open = [];
  const candidates = new Set();
  for (const line of lines.values()) {
    if (!state.groups.has(line.group)) continue;
    if (!state.kinds.has(entities.get(line.from).kind) || !state.kinds.has(entities.get(line.to).kind)) continue;
    const claims = line.claims.filter(i => passing[i]);
    if (!claims.length) continue;
    open.push({line, claims});
    candidates.add(line.from).add(line.to);
  }
  const order = [...candidates].sort((a, b) => rank.get(a) - rank.get(b));
  const chosen = new Set(order.slice(0, state.amount));
  for (const id of state.pinned) if (drawn.has(id)) chosen.add(id);
  const between = open.filter(o => chosen.has(o.line.from) && chosen.has(o.line.to));
  const tied = new Set(state.pinned);
  for (const o of between) tied.add(o.line.from).add(o.line.to);
  return {nodes: [...chosen].filter(id => tied.has(id)), lines: between, possible: order.length};
}

// Entities whose name, other names or id hold all words of the query; those whose name begins with it first.
function find(query, limit) {
  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const hits = data.entities.filter(e => {
    const text = fold([e.name, ...e.names, e.id].join(" "));
    return words.every(w => text.includes(w));
  });
  const start = e => fold(e.name).startsWith(words[0]) ? 0 : 1;
  return hits.sort((a, b) => start(a) - start(b) || rank.get(a.id) - rank.get(b.id)).slice(0, limit);
}

// "takesPartIn" -> "takes part in"
function words(relation) {
  return relation.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
