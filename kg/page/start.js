// The beginning: learn what the page opens with, listen, draw.

function learned() {
  learnHomes();
  learnFacets();
  learnTime();
  totals.heaviest = Math.max(1, ...[...entities.values()].map(e => e.weight));
}

function notice(text) {
  const box = document.getElementById("notice");
  box.textContent = text;
  box.hidden = !text;
}

function listenToTheme() {
  const button = document.getElementById("theme"),
    root = document.documentElement;
  button.addEventListener("click", () => {
    const dark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    paint();
  });
}

async function start() {
  const opening = await source.opening();
  totals = { ...opening.totals };
  home = { level: opening.level };
  learn(opening.part);
  learned();
  document.getElementById("counts").textContent =
    `${plural(totals.statements, "statement", "statements")} from ${plural(totals.documents, "document", "documents")} about ${plural(totals.entities, "entity", "entities")}`;
  const limits = document.getElementById("limits");
  limits.textContent = (opening.left_out || []).join(" ");
  limits.hidden = !limits.textContent;
  listenToFilters();
  listenToTime();
  listenToKeys();
  listenToTake();
  listenToTheme();
  if (narrowScreen.matches) document.getElementById("legend").open = false;
  addEventListener("hashchange", readAddress);
  if (location.hash.length > 1) await readAddress();
  else {
    state = startState();
    if (opening.focus) Object.assign(state, { node: opening.focus, pinned: new Set([opening.focus]), open: new Set([opening.focus]) });
    if (opening.pair?.length === 2) {
      state.pair = opening.pair;
      state.kinds.add("Topic");
    }
    refresh({ fit: true, afresh: true });
    tell();
  }
  document.documentElement.dataset.ready = "yes";
}

window.kg = {
  network,
  source,
  choose,
  unfold,
  showPair,
  scene,
  rows,
  picture,
  entities,
  statements,
  state: () => state,
  onShow: () => onShow,
  places: () => places,
};
start().catch(error => notice(`This page could not be opened: ${error.message}`));
