// What the reader has chosen, and which statements pass it.

const looks = JSON.parse(document.getElementById("looks").textContent);
const kindLooks = new Map(looks.kinds.map(k => [k.kind, k]));
const stanceLooks = new Map(looks.stances.map(s => [s.stance, s]));
const STANCES = looks.stances.map(s => s.stance); // the last, "reported", is whose words it stands in, not a stance
const NARROW = ["relation", "plover", "speaker", "publisher", "topic", "country", "document"]; // filters that begin with all

const narrowScreen = matchMedia("(max-width: 900px)");
let totals = {};
let home = {}; // how the page opened: level, focus, pair

function startState() {
  return {
    level: home.level || "relations",
    view: "picture",
    kinds: new Set(looks.kinds.filter(k => k.shown).map(k => k.kind)),
    groups: new Set(looks.groups.map(g => g.group)),
    stances: new Set(STANCES),
    only: Object.fromEntries(NARROW.map(f => [f, new Set()])), // empty: all
    from: null,
    to: null, // names of spans of time
    amount: matchMedia("(max-width: 600px)").matches ? 30 : 60,
    open: new Set(),
    folded: new Set(),
    pinned: new Set(),
    pair: null,
    node: null,
    line: null,
  };
}
let state = startState();

// The country that an entity is or speaks for, null where that is none or not known.
let speaksFor = new Map();
function homeOf(id) {
  const e = entities.get(id);
  return e?.kind === "Country" ? id : speaksFor.get(id) || null;
}

// Persons speak for the country that most statements say they represent.
function learnHomes() {
  const votes = new Map();
  for (const s of statements.values()) {
    if (s.relation !== "represents" || s.negated || entities.get(s.object)?.kind !== "Country") continue;
    if (!votes.has(s.subject)) votes.set(s.subject, new Map());
    const tally = votes.get(s.subject);
    tally.set(s.object, (tally.get(s.object) || 0) + s.evidence.length);
  }
  speaksFor = new Map(
    [...votes].map(([person, tally]) => [person, [...tally].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0]]),
  );
}

// When a statement was made: the first of its documents' dates that has a year, else its own; "" where neither has one.
function timeOf(s) {
  const published = s.evidence
    .map(c => documents.get(c.document)?.published || "")
    .filter(d => /^\d/.test(d))
    .sort();
  return published[0] || (/^\d/.test(s.date) ? s.date : "");
}

// The values that a statement has under each narrowing filter.
function learnFacets() {
  for (const s of statements.values()) {
    if (s.facets) continue;
    const ends = [s.subject, s.object, ...s.about].filter(Boolean);
    s.time = timeOf(s);
    s.facets = {
      relation: [s.relation],
      plover: s.plover ? [s.plover] : [],
      speaker: s.speaker ? [s.speaker] : [],
      publisher: [...new Set(s.evidence.map(c => documents.get(c.document)?.publisher).filter(Boolean))],
      topic: ends.filter(id => entities.get(id)?.kind === "Topic"),
      country: [...new Set(ends.map(homeOf).filter(Boolean))],
      document: [...new Set(s.evidence.map(c => c.document))],
    };
  }
}

const FILTERS = ["groups", "stances", ...NARROW, "time"];

// The filters that a statement does not pass, at most two of them: who needs counts asks for no more.
function failed(s) {
  const out = [];
  if (!state.groups.has(s.group)) out.push("groups");
  if (!state.stances.has(s.stance) || (s.reported_by && !state.stances.has("reported"))) out.push("stances");
  for (const f of NARROW) {
    if (out.length > 1) return out;
    if (state.only[f].size && !s.facets[f].some(v => state.only[f].has(v))) out.push(f);
  }
  if (out.length < 2 && !inTime(s)) out.push("time");
  return out;
}

function passes(s) {
  return failed(s).length === 0;
}

// One pass over all statements: those that pass, and for every filter how many statements each of its values would show.
function survey() {
  const counts = Object.fromEntries(FILTERS.map(f => [f, new Map()]));
  const passing = [];
  const add = (f, value) => counts[f].set(value, (counts[f].get(value) || 0) + 1);
  const tell = (f, s) => {
    if (f === "groups") {
      add(f, s.group);
      if (s.object && s.about.length) add(f, "about");
    } else if (f === "stances") {
      add(f, s.stance);
      if (s.reported_by) add(f, "reported");
    } else if (f === "time") add(f, spanOf(s.time));
    else s.facets[f].forEach(v => add(f, v));
  };
  for (const s of statements.values()) {
    const out = failed(s);
    if (!out.length) {
      passing.push(s);
      FILTERS.forEach(f => tell(f, s));
    } else if (out.length === 1) tell(out[0], s);
  }
  return { passing, counts };
}

// "takesPartIn" -> "takes part in"
function words(relation) {
  return relation.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

function nameText(id) {
  return entities.get(id)?.name ?? id;
}

function plural(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
