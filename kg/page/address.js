// The state in the address: a view can be sent, and comes back as it was.

const SETS = ["kinds", "groups", "stances", "open", "folded"];

function addressOf() {
  const start = startState(),
    out = new URLSearchParams();
  const put = (key, value) => {
    if (value !== null && value !== "") out.set(key, value);
  };
  const same = (a, b) => a.size === b.size && [...a].every(x => b.has(x));
  for (const key of ["level", "view", "amount"]) if (state[key] !== start[key]) put(key, state[key]);
  for (const key of SETS) if (!same(state[key], start[key])) out.set(key, [...state[key]].sort().join(" "));
  for (const f of NARROW) if (state.only[f].size) put(f, [...state.only[f]].sort().map(encodeURIComponent).join(" "));
  put("pair", state.pair && state.pair.join(" "));
  for (const key of ["from", "to", "node", "line"]) put(key, state[key]);
  return out.toString();
}

function stateOf(address) {
  const given = new URLSearchParams(address),
    state_ = startState();
  const list = key => given.get(key).split(" ").filter(Boolean);
  if (["relations", "details"].includes(given.get("level"))) state_.level = given.get("level");
  if (given.get("view") === "table") state_.view = "table";
  if (Number(given.get("amount")) > 0) state_.amount = Math.min(2000, Math.round(Number(given.get("amount"))));
  for (const key of SETS) if (given.has(key)) state_[key] = new Set(list(key));
  for (const f of NARROW) if (given.has(f)) state_.only[f] = new Set(list(f).map(decode));
  if (given.has("pair") && list("pair").length === 2) state_.pair = list("pair");
  for (const key of ["from", "to"]) if (spans.includes(given.get(key))) state_[key] = given.get(key);
  for (const key of ["node", "line"]) if (given.get(key)) state_[key] = given.get(key);
  if (state_.node) state_.pinned.add(state_.node);
  for (const id of state_.open) state_.pinned.add(id);
  return state_;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let written = null;

// Write the state into the address; a frame without an address of its own has nowhere to keep it.
function keepAddress() {
  written = addressOf();
  if (location.protocol === "about:") return;
  history.replaceState(null, "", written ? `#${written}` : location.pathname + location.search);
}

// Take up the state that an address gives, asking for what it names and the page does not know yet.
async function readAddress() {
  const address = location.hash.slice(1);
  if (address === written) return;
  state = stateOf(address);
  const wanted = [state.node, ...state.open].filter(Boolean);
  for (const id of wanted) await moreOf(id);
  if (state.pair) await moreOfPair(...state.pair);
  if (state.pair && !state.pair.every(id => entities.has(id))) state.pair = null;
  if (state.pair) state.kinds.add("Topic");
  for (const key of ["open", "folded", "pinned"]) state[key] = new Set([...state[key]].filter(id => entities.has(id)));
  refresh({ fit: true, afresh: true });
  tell();
}
