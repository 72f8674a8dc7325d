// Time: a small histogram of the statements under two handles, and a button that plays it.

const MOST_SPANS = 40;
let spans = []; // names of the spans of time, in order: months, quarters or years
let spanOf = time => time;
let playing = null;

const UNITS = [
  { name: "month", of: t => t.slice(0, 7), next: n => stepped(n, 1) },
  {
    name: "quarter",
    of: t => `${t.slice(0, 4)} Q${Math.ceil(Number(t.slice(5, 7) || 1) / 3)}`,
    next: n => (n.endsWith("4") ? `${Number(n.slice(0, 4)) + 1} Q1` : n.slice(0, -1) + (Number(n.slice(-1)) + 1)),
  },
  { name: "year", of: t => t.slice(0, 4), next: n => String(Number(n) + 1) },
  { name: "decade", of: t => `${t.slice(0, 3)}0s`, next: n => `${Number(n.slice(0, 4)) + 10}s` },
];

function stepped(month, step) {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + step;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

// Choose the finest unit in which the whole time has at most MOST_SPANS spans. A year alone counts as its January.
function learnTime() {
  const times = [...statements.values()]
    .map(s => s.time)
    .filter(Boolean)
    .map(t => (t.length < 7 ? `${t}-01` : t))
    .sort();
  spans = [];
  if (!times.length) return;
  for (const unit of UNITS) {
    const last = unit.of(times.at(-1)),
      found = [];
    for (let n = unit.of(times[0]); found.length <= MOST_SPANS; n = unit.next(n)) {
      found.push(n);
      if (n === last) break;
    }
    spans = found;
    spanOf = t => (t ? unit.of(t.length < 7 ? `${t}-01` : t) : "");
    if (found.length <= MOST_SPANS) return;
  }
}

// Statements without a date are in while all time is.
function inTime(s) {
  if (state.from === null && state.to === null) return true;
  const at = spans.indexOf(spanOf(s.time));
  return (
    at >= 0 &&
    at >= (state.from === null ? 0 : spans.indexOf(state.from)) &&
    at <= (state.to === null ? spans.length : spans.indexOf(state.to))
  );
}

function bounds() {
  return [
    state.from === null ? 0 : Math.max(0, spans.indexOf(state.from)),
    state.to === null ? spans.length - 1 : Math.max(0, spans.indexOf(state.to)),
  ];
}

function showTime() {
  const box = document.getElementById("time"),
    counts = known.counts.time;
  box.hidden = spans.length < 2;
  if (box.hidden) return;
  const [from, to] = bounds(),
    most = Math.max(1, ...spans.map(n => counts.get(n) || 0));
  document.getElementById("histogram").replaceChildren(
    ...spans.map((n, i) => {
      const high = counts.get(n) ? Math.max(1.5, (30 * counts.get(n)) / most) : 0;
      return svg(
        "rect",
        { x: i + 0.1, y: 30 - high, width: 0.8, height: high, class: i >= from && i <= to ? "in" : "out" },
        svg("title", {}, `${n}: ${counts.get(n) || 0}`),
      );
    }),
  );
  document.getElementById("histogram").setAttribute("viewBox", `0 0 ${spans.length} 30`);
  for (const [id, at] of [
    ["from", from],
    ["to", to],
  ]) {
    const handle = document.getElementById(id);
    handle.max = String(spans.length - 1);
    handle.value = String(at);
    handle.setAttribute("aria-valuetext", spans[at]);
  }
  const undated = counts.get("") || 0,
    whole = state.from === null && state.to === null;
  document.getElementById("when").textContent =
    `${spans[from]} – ${spans[to]}` + (undated ? (whole ? `, and ${undated} undated` : `, without ${undated} undated`) : "");
}

// Set the two bounds by their places; all time is no bound at all.
function setTime(from, to) {
  state.from = from <= 0 ? null : spans[from];
  state.to = to >= spans.length - 1 ? null : spans[to];
  changed();
}

function stopPlaying() {
  clearInterval(playing);
  playing = null;
  const button = document.getElementById("play");
  button.textContent = "▶";
  button.setAttribute("aria-label", "Play time");
}

// Let time run: the end moves from span to span, so that the network grows as it was told.
function play() {
  if (playing !== null) {
    stopPlaying();
    return;
  }
  const [from, end] = bounds();
  let at = end >= spans.length - 1 ? from : end;
  const button = document.getElementById("play");
  button.textContent = "⏸";
  button.setAttribute("aria-label", "Pause");
  const step = () => {
    setTime(from, at);
    if (at >= spans.length - 1) stopPlaying();
    at += 1;
  };
  playing = setInterval(step, 700);
  step();
}

function listenToTime() {
  const from = document.getElementById("from"),
    to = document.getElementById("to");
  const moved = event => {
    stopPlaying();
    const a = Number(from.value),
      b = Number(to.value);
    setTime(event.target === from ? Math.min(a, b) : a, event.target === to ? Math.max(a, b) : b);
  };
  for (const handle of [from, to]) handle.addEventListener("input", moved);
  document.getElementById("play").addEventListener("click", play);
}
