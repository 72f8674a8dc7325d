// A statement as the panel tells it: the claim, how firm it is, and its quotes in their text.

const AROUND = 260; // characters of the text shown before and after a quote

// The words around a quote and the quote marked among them; the offsets count code points.
function quoteBlock(cited) {
  const letters = [...(passages.get(cited.passage) || "")];
  const from = Math.max(0, cited.start - AROUND),
    to = Math.min(letters.length, cited.end + AROUND);
  const text = (a, b) => letters.slice(a, b).join("");
  const before = from ? "… " + text(from, cited.start).replace(/^\S*\s/, "") : text(0, cited.start);
  const after = to < letters.length ? text(cited.end, to).replace(/\s\S*$/, "") + " …" : text(cited.end, to);
  const from_document = documents.get(cited.document);
  return el(
    "figure",
    {},
    el("blockquote", { dir: "auto" }, before, el("mark", {}, text(cited.start, cited.end)), after),
    el(
      "figcaption",
      {},
      from_document.link
        ? outward(from_document.link, from_document.title)
        : el("span", { dir: "auto", title: from_document.source || null }, from_document.title),
      from_document.publisher ? el("span", { dir: "auto" }, from_document.publisher) : null,
      el("time", {}, from_document.published || "undated"),
    ),
  );
}

// A stroke as the picture draws it, so that one learns to read its lines.
function stroke(stance) {
  const dashes = stanceLooks.get(stance)?.dashes || [];
  return svg(
    "svg",
    { class: "stroke", viewBox: "0 0 34 8", "aria-hidden": "true" },
    svg("path", { d: "M0 4H34", "stroke-dasharray": dashes.join(" ") || "none" }),
  );
}

function statementBlock(s) {
  const told = el(
    "p",
    { class: "claim" },
    nameOf(s.subject),
    " ",
    s.negated ? el("strong", {}, "not ") : null,
    el("span", { class: `relation ${s.group}` }, words(s.relation)),
    ...(s.object ? [" ", nameOf(s.object)] : []),
    ...(s.about.length ? [" about ", ...listed(s.about.map(nameOf))] : []),
    s.office ? el("span", { class: "extra", dir: "auto" }, ` as ${s.office}`) : null,
    s.formula ? el("span", { class: "extra", dir: "auto" }, ` “${s.formula}”`) : null,
  );
  const facts = [
    el(
      "span",
      { class: `stance ${s.stance}`, title: stanceLooks.get(s.stance)?.meaning || null },
      stroke(s.stance),
      s.stance.replace("-", " "),
    ),
    s.reported_by ? el("span", { class: "stance reported" }, stroke("reported"), "reported by ", nameOf(s.reported_by)) : null,
    s.conditional ? el("span", { class: "stance" }, "on a condition") : null,
    s.date ? el("span", {}, s.end ? `${s.date} to ${s.end}` : s.date) : null,
    s.plover ? el("span", { title: "PLOVER event type" }, s.plover.toLowerCase()) : null,
    s.speaker ? el("span", { class: "speaker" }, "said by ", nameOf(s.speaker)) : null,
  ].filter(Boolean);
  return el(
    "article",
    { class: `statement ${s.reported_by ? "reported" : s.stance}` },
    told,
    el("p", { class: "facts" }, ...facts),
    ...s.evidence.map(quoteBlock),
    citeBlock(s),
  );
}

// The citation of a statement, made when it is asked for.
function citeBlock(s) {
  const box = el("details", { class: "cite" }, el("summary", {}, "Cite"));
  box.addEventListener("toggle", () => {
    if (!box.open || box.children.length > 1) return;
    for (const [label, text] of [
      ["Plain", plainCitation(s)],
      ["BibTeX", bibtex(s)],
    ]) {
      const words_ = el("pre", { tabindex: "0", "aria-label": `${label} citation`, class: label.toLowerCase() }, text);
      box.append(
        el(
          "p",
          { class: "cite-head" },
          label,
          el("button", { type: "button", class: "small", onclick: event => copy(text, event.target) }, "Copy"),
        ),
        words_,
      );
    }
    box.append(
      el(
        "button",
        { type: "button", class: "small", onclick: () => save(new Blob([bibtex(s)], { type: "application/x-bibtex" }), `${s.id}.bib`) },
        "Download .bib",
      ),
    );
  });
  return box;
}

// A list of statements, the rest behind a button, so that a card of a country with hundreds opens at once.
function statementList(list, step = 30) {
  const box = el("div", { class: "statements" });
  let next = 0;
  const further = el("button", { type: "button", class: "small more" });
  const extend = () => {
    const part = list.slice(next, next + step);
    further.before(...part.map(statementBlock));
    next += part.length;
    further.textContent = `Show ${Math.min(step, list.length - next)} more of ${list.length}`;
    further.hidden = next >= list.length;
  };
  further.addEventListener("click", extend);
  box.append(further);
  extend();
  return box;
}
