// Where the page's knowledge comes from: the file itself, or the calls of `kg serve`. docs/page-data.md has the shapes.

const source = document.getElementById("data").dataset.api ? served(document.getElementById("data").dataset.api) : embedded();

// All that the page knows so far; parts of a graph merge by id.
const entities = new Map(),
  statements = new Map(),
  documents = new Map(),
  passages = new Map();
const statementsOf = new Map(); // entity id -> ids of the statements that name it

function learn(part) {
  for (const e of part.entities || []) entities.set(e.id, { names: [], same_as: [], weight: 0, ...entities.get(e.id), ...e });
  for (const d of part.documents || []) documents.set(d.id, { title: "", publisher: "", published: "", source: "", link: "", ...d });
  for (const [id, text] of Object.entries(part.passages || {})) passages.set(id, text);
  for (const s of part.statements || []) if (!statements.has(s.id)) learnStatement(s);
}

function learnStatement(s) {
  const known = {
    object: "",
    about: [],
    plover: "",
    symmetric: false,
    speaker: "",
    reported_by: "",
    negated: false,
    conditional: false,
    date: "",
    end: "",
    office: "",
    formula: "",
    evidence: [],
    ...s,
  };
  statements.set(s.id, known);
  for (const id of new Set([known.subject, known.object, known.speaker, ...known.about])) {
    if (!id) continue;
    if (!statementsOf.has(id)) statementsOf.set(id, []);
    statementsOf.get(id).push(s.id);
  }
}

// A page that holds all it shows: asked for more, it has no more.
function embedded() {
  return {
    whole: true,
    opening: () => unpacked(document.getElementById("data")),
    neighbourhood: async () => ({}),
    pair: async () => ({}),
    find: async (text, limit) => lookUp(text, limit),
  };
}

// The JSON in a script element, gzip in base64 where it is large.
async function unpacked(element) {
  if (element.dataset.encoding !== "gzip") return JSON.parse(element.textContent);
  const bytes = Uint8Array.from(atob(element.textContent.trim()), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function served(api) {
  const ask = async (call, params = {}) => {
    const answer = await fetch(`${api}${call}?${new URLSearchParams(params)}`);
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.detail || answer.statusText);
    return told;
  };
  return {
    whole: false,
    opening: () => ask("opening"),
    neighbourhood: id => ask("neighbourhood", { id }),
    pair: (a, b) => ask("pair", { a, b }),
    find: (text, limit) => ask("find", { text, limit }),
  };
}

const fetched = new Map(); // entities and pairs that were asked for -> the promise of an answer

// Ask the source for more and take it in, once. Says whether more was learned.
function more(name, ask) {
  if (source.whole) return Promise.resolve(false);
  if (!fetched.has(name)) fetched.set(name, taken(name, ask));
  return fetched.get(name);
}

// Where the source fails, say so, stay as we were, and ask again the next time.
async function taken(name, ask) {
  const before = statements.size;
  let part;
  try {
    part = await ask();
  } catch (error) {
    notice(`The graph did not answer: ${error.message}`);
    fetched.delete(name);
    return false;
  }
  learn(part);
  notice((part.left_out || []).join(" "));
  learned();
  return statements.size > before;
}

function moreOf(id) {
  return more(id, () => source.neighbourhood(id));
}

function moreOfPair(a, b) {
  return more([a, b].sort().join(" "), () => source.pair(a, b));
}

// Entities whose name, other names or id hold all words of the text; those whose name begins with it first, then the weightier.
function lookUp(text, limit) {
  const fold = t => t.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const hits = [...entities.values()].filter(e => {
    const names = fold([e.name, ...e.names, e.id].join(" "));
    return words.every(w => names.includes(w));
  });
  const start = e => (fold(e.name).startsWith(words[0]) ? 0 : 1);
  return hits.sort((a, b) => start(a) - start(b) || b.weight - a.weight || (a.id < b.id ? -1 : 1)).slice(0, limit);
}
