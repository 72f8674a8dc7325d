// The same lines as a table, for whoever reads rather than looks.

const ROWS_AT_ONCE = 150;
let sorted = { by: "count", down: true };
let rowsShown = ROWS_AT_ONCE;

const COLUMNS = [
  { key: "from", label: "From", of: l => nameText(l.from) },
  { key: "relation", label: "Relation", of: l => (l.group === "pair" ? balanceWord(l.balance) : words(l.relation)) },
  { key: "to", label: "To", of: l => nameText(l.to) },
  { key: "stance", label: "Stance", of: l => stanceOf(l.statements) },
  { key: "latest", label: "Latest", of: l => l.statements.reduce((last, s) => (s.time > last ? s.time : last), "") },
  { key: "count", label: "Statements", of: l => l.statements.length },
];

function showTable() {
  const picture = state.view === "picture";
  document.getElementById("picture").hidden = !picture;
  const box = document.getElementById("table");
  box.hidden = picture;
  if (picture) return;
  const column = COLUMNS.find(c => c.key === sorted.by);
  const lines = onShow.lines
    .map(l => [column.of(l), l])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x.id < y.id ? -1 : 1) * (sorted.down ? -1 : 1))
    .map(([, l]) => l);
  const open = l =>
    el(
      "button",
      {
        type: "button",
        class: "line-button",
        onclick: () => {
          choose({ line: l.id });
          panel.focus({ preventScroll: true });
        },
      },
      el("span", { class: `relation ${l.group}` }, COLUMNS[1].of(l)),
    );
  box.replaceChildren(
    el(
      "table",
      {},
      el("caption", {}, `${plural(lines.length, "line", "lines")} on show`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ...COLUMNS.map(c =>
            el(
              "th",
              { scope: "col", "aria-sort": c.key !== sorted.by ? "none" : sorted.down ? "descending" : "ascending" },
              el(
                "button",
                {
                  type: "button",
                  class: "sort",
                  onclick: () => {
                    sorted = { by: c.key, down: c.key === sorted.by ? !sorted.down : c.key === "count" };
                    showTable();
                    box.querySelectorAll(".sort")[COLUMNS.indexOf(c)].focus();
                  },
                },
                c.label,
              ),
            ),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        ...lines
          .slice(0, rowsShown)
          .map(l =>
            el(
              "tr",
              {},
              el("td", {}, nameOf(l.from)),
              el("td", {}, open(l)),
              el("td", {}, nameOf(l.to)),
              el("td", {}, stroke(stanceOf(l.statements)), " ", stanceOf(l.statements)),
              el("td", {}, COLUMNS[4].of(l)),
              el("td", { class: "number" }, String(l.statements.length)),
            ),
          ),
      ),
    ),
    lines.length > rowsShown
      ? el(
          "button",
          {
            type: "button",
            class: "small more",
            onclick: () => {
              rowsShown += ROWS_AT_ONCE;
              showTable();
            },
          },
          `Show ${Math.min(ROWS_AT_ONCE, lines.length - rowsShown)} more of ${lines.length}`,
        )
      : "",
  );
}
