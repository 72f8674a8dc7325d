// What is drawn at each level: relations between countries, details, or all that joins one pair.

const EXPANDED = 16; // how many neighbours a double click brings in
const BETWEEN = 9; // how many entities a column of the pair view holds
const GATHERING = new Set(["takesPartIn", "partyTo", "signs", "participatesIn"]);

let known = { passing: [], counts: {} };

function rankOf(id) {
  const e = entities.get(id);
  return (e?.weight || 0) * (kindLooks.get(e?.kind)?.pull || 1);
}

function byRank(a, b) {
  return rankOf(b) - rankOf(a) || (a < b ? -1 : 1);
}

// The ties of a statement: [from, to, relation, group] for each line that it may stand behind.
function ties(s) {
  const found = s.object ? [[s.subject, s.object, s.relation, s.group]] : [];
  for (const a of s.about) {
    if (a !== s.object && a !== s.subject) found.push(s.object ? [s.subject, a, "about", "about"] : [s.subject, a, s.relation, s.group]);
  }
  return found.filter(([a, b]) => a !== b && entities.has(a) && entities.has(b));
}

// All lines of detail among the statements that pass: one for each relation between two nodes.
function detailLines() {
  const lines = new Map();
  for (const s of known.passing) {
    for (let [from, to, relation, group] of ties(s)) {
      if (group === "about" && !state.groups.has("about")) continue;
      if (!state.kinds.has(entities.get(from).kind) || !state.kinds.has(entities.get(to).kind)) continue;
      if (s.symmetric && group !== "about" && to < from) [from, to] = [to, from];
      const id = `${from}>${relation}>${to}`;
      if (!lines.has(id)) lines.set(id, { id, from, to, relation, group, arrow: !s.symmetric && group !== "about", statements: [] });
      lines.get(id).statements.push(s);
    }
  }
  return [...lines.values()];
}

// One line for each pair of countries: what one says of or does to the other, officials counted for their country, and the
// occasions that join just these two.
function pairLines() {
  const pairs = new Map(),
    occasions = new Map();
  const join = (a, b, s) => {
    const [from, to] = a < b ? [a, b] : [b, a];
    const id = `${from}=${to}`;
    if (!pairs.has(id))
      pairs.set(id, { id, from, to, relation: "relations", group: "pair", arrow: false, statements: [], seen: new Set() });
    const line = pairs.get(id);
    if (!line.seen.has(s.id)) {
      line.seen.add(s.id);
      line.statements.push(s);
    }
  };
  for (const s of known.passing) {
    const a = homeOf(s.subject),
      b = s.object ? homeOf(s.object) : null;
    if (a && b && a !== b) join(a, b, s);
    else if (a && GATHERING.has(s.relation) && s.object) {
      if (!occasions.has(s.object)) occasions.set(s.object, []);
      occasions.get(s.object).push([a, s]);
    }
  }
  for (const said of occasions.values()) {
    const parties = [...new Set(said.map(([a]) => a))];
    if (parties.length === 2) for (const [, s] of said) join(parties[0], parties[1], s);
  }
  return [...pairs.values()].map(line => ({ ...line, seen: undefined, balance: balanceOf(line.statements) }));
}

// From -1 (conflict alone) to 1 (cooperation alone); null where nothing is either.
function balanceOf(list) {
  const count = group => list.filter(s => s.group === group && !s.negated).length;
  const good = count("cooperative"),
    bad = count("conflictual");
  return good + bad ? (good - bad) / (good + bad) : null;
}

// The balance in a word, for whoever sees no colour.
function balanceWord(balance) {
  if (balance === null) return "facts alone";
  return balance > 1 / 3 ? "cooperation" : balance < -1 / 3 ? "conflict" : "mixed";
}

// The firmest stance of a line's statements; "reported" where all are one side's word for another's.
function stanceOf(list) {
  if (list.every(s => s.reported_by)) return "reported";
  const own = list.filter(s => !s.reported_by);
  return STANCES.find(stance => own.some(s => s.stance === stance)) || "asserted";
}

function neighbours(lines) {
  const near = new Map();
  const put = (a, b, n) => {
    if (!near.has(a)) near.set(a, new Map());
    near.get(a).set(b, (near.get(a).get(b) || 0) + n);
  };
  for (const line of lines) {
    put(line.from, line.to, line.statements.length);
    put(line.to, line.from, line.statements.length);
  }
  return near;
}

// The nodes and lines on show; `hidden` counts for each node the neighbours that a double click would bring.
function scene() {
  known = survey();
  const details = detailLines();
  const near = neighbours(details);
  let found;
  if (state.pair) found = pairScene(details, near);
  else if (state.level === "relations") found = relationsScene(details, near);
  else found = detailsScene(details, near);
  const shown = new Set(found.nodes);
  fan(found.lines);
  return {
    ...found,
    details,
    near,
    hidden: new Map(found.nodes.map(id => [id, [...(near.get(id)?.keys() || [])].filter(n => !shown.has(n)).length])),
  };
}

function expanded(near, shown) {
  for (const id of state.open) {
    if (!shown.has(id)) continue;
    const ties = [...(near.get(id) || [])].filter(([n]) => !shown.has(n));
    ties
      .sort((a, b) => b[1] - a[1] || byRank(a[0], b[0]))
      .slice(0, EXPANDED)
      .forEach(([n]) => shown.add(n));
  }
  return shown;
}

function country(id) {
  return entities.get(id)?.kind === "Country";
}

function relationsScene(details, near) {
  const pairs = state.kinds.has("Country") ? pairLines() : [];
  const order = [...new Set(pairs.flatMap(p => [p.from, p.to]))].sort(byRank);
  const shown = new Set(order.slice(0, state.amount));
  for (const id of state.pinned) if (entities.has(id)) shown.add(id);
  expanded(near, shown);
  const lines = [...pairs, ...details.filter(l => !(country(l.from) && country(l.to)))].filter(l => shown.has(l.from) && shown.has(l.to));
  return settle(shown, lines, order.length);
}

function detailsScene(details, near) {
  const order = [...near.keys()].sort(byRank);
  const shown = new Set(order.slice(0, state.amount));
  for (const id of state.pinned) if (entities.has(id)) shown.add(id);
  expanded(near, shown);
  for (const id of state.folded) {
    for (const n of near.get(id)?.keys() || []) {
      const others = [...near.get(n).keys()].filter(m => shown.has(m) && m !== id);
      if (!others.length && n !== state.node && !country(n)) shown.delete(n);
    }
  }
  return settle(
    shown,
    details.filter(l => shown.has(l.from) && shown.has(l.to)),
    order.length,
  );
}

// Leave out the nodes that no line reaches, except those the reader asked for.
function settle(shown, lines, possible) {
  const tied = new Set([...state.pinned, ...state.open, ...state.folded]);
  for (const l of lines) tied.add(l.from).add(l.to);
  return { nodes: [...shown].filter(id => tied.has(id)), lines, possible };
}

// Two countries left and right, their officials beside them, and between them what both are tied to.
function pairScene(details, near) {
  const [a, b] = state.pair;
  const side = c => [c, ...[...near.keys()].filter(id => id !== c && homeOf(id) === c)];
  const left = side(a),
    right = side(b);
  const reach = ids => new Set(ids.flatMap(id => [...(near.get(id)?.keys() || [])]));
  const fromLeft = reach(left),
    fromRight = reach(right);
  for (const s of known.passing) {
    // what the two say to each other joins both to its matter
    const ends = [homeOf(s.subject), s.object ? homeOf(s.object) : null];
    if (ends.includes(a) && ends.includes(b))
      for (const id of s.about)
        if (state.kinds.has(entities.get(id)?.kind)) {
          fromLeft.add(id);
          fromRight.add(id);
        }
  }
  const middle = [...fromLeft].filter(id => fromRight.has(id) && !["Country", "Person"].includes(entities.get(id).kind)).sort(byRank);
  const columns = [["Meeting"], ["Agreement", "Project", "Organization"], ["Topic", "Place"]].map(kinds =>
    middle.filter(id => kinds.includes(entities.get(id).kind)).slice(0, BETWEEN),
  );
  const between = columns.flat();
  const inside = new Set([...left, ...right, ...between]);
  const speaks = ids =>
    ids
      .slice(1)
      .filter(id => [...(near.get(id)?.keys() || [])].some(n => inside.has(n) && n !== a && n !== b))
      .sort(byRank)
      .slice(0, 8);
  const people = [speaks(left), speaks(right)];
  const shown = new Set([a, ...people[0], ...between, ...people[1], b]);
  const direct = pairLines().filter(p => p.from === [a, b].sort()[0] && p.to === [a, b].sort()[1]);
  const lines = [...direct, ...details.filter(l => shown.has(l.from) && shown.has(l.to) && !(country(l.from) && country(l.to)))];
  return {
    nodes: [...shown].filter(id => entities.has(id)),
    lines,
    possible: shown.size,
    columns: [[a, ...people[0]], ...columns, [b, ...people[1]]],
  };
}

// Spread the lines between the same two nodes over a fan, a single one straight.
function fan(lines) {
  const groups = new Map();
  for (const l of lines) {
    const pair = l.from < l.to ? `${l.from} ${l.to}` : `${l.to} ${l.from}`;
    if (!groups.has(pair)) groups.set(pair, []);
    groups.get(pair).push(l);
  }
  for (const several of groups.values()) {
    several.sort((a, b) => (a.id < b.id ? -1 : 1));
    const step = Math.min(0.12, 1 / Math.max(several.length - 1, 1));
    several.forEach((l, i) => {
      l.bend = (Math.round((i - (several.length - 1) / 2) * step * 1000) / 1000) * (l.from < l.to ? 1 : -1);
    });
  }
}
