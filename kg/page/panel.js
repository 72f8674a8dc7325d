// The panel: what stands behind a line or a node. Text of the graph enters only as text nodes.

const panel = document.getElementById("panel");

function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(c => c !== null && c !== undefined && c !== ""));
  return element;
}

function show(...children) {
  panel.replaceChildren(...children.filter(c => c !== null));
  panel.scrollTop = 0;
}

// A button that opens the card of an entity.
function nameOf(id) {
  const entity = entities.get(id);
  if (!entity) return el("span", {dir: "auto"}, id);
  return el("button", {type: "button", class: "name", dir: "auto", onclick: () => { choose({node: id}); focusOn(id); panel.focus({preventScroll: true}); }}, entity.name);
}

function listed(items, between = ", ") {
  return items.flatMap((item, i) => i ? [between, item] : [item]);
}

function quoteBlock(quote) {
  const source = data.sources[quote.source];
  const title = source.link
    ? el("a", {href: source.link, target: "_blank", rel: "noopener noreferrer", dir: "auto"}, source.title)
    : el("span", {dir: "auto", title: source.source || null}, source.title);
  return el("figure", {}, el("blockquote", {dir: "auto"}, quote.quote),
    el("figcaption", {}, title, source.published ? el("time", {}, source.published) : null));
}

function claimBlock(claim) {
  const told = el("p", {class: "claim"}, nameOf(claim.subject), " ",
    claim.negated ? el("strong", {}, "not ") : null, el("span", {class: `relation ${claim.group}`}, words(claim.relation)),
    ...(claim.target ? [" ", nameOf(claim.target)] : []),
    ...(claim.about.length ? [" about ", ...listed(claim.about.map(nameOf))] : []),
    claim.office ? el("span", {class: "extra", dir: "auto"}, ` as ${claim.office}`) : null,
    claim.formula ? el("span", {class: "extra", dir: "auto"}, ` “${claim.formula}”`) : null);
  const facts = [
    el("span", {class: `stance ${claim.stance}`, title: data.stances[claim.stance] || null}, claim.stance.replace("-", " ")),
    claim.conditional ? el("span", {class: "stance"}, "on a condition") : null,
    claim.date ? el("span", {}, claim.date) : null,
    claim.speaker ? el("span", {class: "speaker"}, "said by ", nameOf(claim.speaker)) : null,
  ].filter(Boolean);
  return el("article", {class: passes(claim) ? "statement" : "statement filtered"}, told, el("p", {class: "facts"}, ...facts), ...claim.quotes.map(quoteBlock));
}

// A list of statements, the rest behind a button, so that a card of a country with hundreds opens at once.
function claimList(places, step = 30) {
  const box = el("div", {class: "statements"});
  let next = 0;
  const more = el("button", {type: "button", class: "more"});
  const extend = () => {
    const part = places.slice(next, next + step);
    more.before(...part.map(i => claimBlock(data.claims[i])));
    next += part.length;
    more.textContent = `Show ${Math.min(step, places.length - next)} more of ${places.length}`;
    more.hidden = next >= places.length;
  };
  more.addEventListener("click", extend);
  box.append(more);
  extend();
  return box;
}

function plural(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

function showLine(id) {
  const line = lines.get(id);
  const places = line.claims.filter(i => passes(data.claims[i]));
  show(
    el("p", {class: "kind"}, plural(places.length, "statement", "statements")),
    el("h2", {}, nameOf(line.from), " ", el("span", {class: `relation ${line.group}`}, words(line.relation)), " ", nameOf(line.to)),
    line.claims.length > places.length ? el("p", {class: "note"}, `${line.claims.length - places.length} more do not pass the filters.`) : null,
    claimList(places));
}

function showEntity(id) {
  const entity = entities.get(id);
  const places = claimsOf.get(id) || [];
  const passing = places.filter(i => passes(data.claims[i]));
  const offices = [...new Set(passing.map(i => data.claims[i]).filter(c => c.relation === "represents" && c.office
    && (c.subject === id || c.target === id)).map(c => c.subject === id ? `${c.office}, ${entities.get(c.target)?.name ?? ""}` : `${entities.get(c.subject)?.name}, ${c.office}`))];
  const rows = [
    ...(entity.names.length ? [["also", entity.names.join(", ")]] : []),
    ...(offices.length ? [[entity.kind === "Person" ? "offices" : "represented by", offices.slice(0, 12).join("; ") + (offices.length > 12 ? " …" : "")]] : []),
    ...entity.details.map(([key, value]) => [{iso3: "ISO code"}[key] || key, value]),
  ];
  const kind = data.kinds.find(k => k.kind === entity.kind);
  show(
    el("p", {class: "kind"}, el("span", {class: "spot", style: `background:var(--kind-${kind ? kind.kind : "Topic"})`}), entity.kind),
    el("h2", {dir: "auto"}, entity.name),
    rows.length ? el("dl", {}, ...rows.flatMap(([key, value]) => [el("dt", {}, key), el("dd", {dir: "auto"}, value)])) : null,
    drawn.has(id) ? null : el("p", {class: "note"}, "Not drawn: it has fewer statements than the nodes in the picture."),
    partners(id),
    el("h3", {}, plural(passing.length, "statement", "statements")),
    passing.length < places.length ? el("p", {class: "note"}, `${places.length - passing.length} more do not pass the filters.`) : null,
    claimList(passing));
}

// The lines of a node, one button each, so that each line can be opened without a pointer.
function partners(id) {
  const mine = onShow.lines.filter(o => o.line.from === id || o.line.to === id).sort((a, b) => b.claims.length - a.claims.length);
  if (!mine.length) return null;
  return el("details", {class: "lines"}, el("summary", {}, plural(mine.length, "line on show", "lines on show")),
    el("ul", {}, ...mine.map(({line, claims}) => el("li", {}, lineButton(line, claims.length)))));
}

function lineButton(line, count) {
  const name = id => el("bdi", {}, entities.get(id).name);
  return el("button", {type: "button", class: "line-button", onclick: () => { choose({line: line.id}); panel.focus({preventScroll: true}); }},
    name(line.from), " ", el("span", {class: `relation ${line.group}`}, words(line.relation)), " ", name(line.to), el("span", {class: "count"}, String(count)));
}

// What the panel says while nothing is chosen: how to read the picture and where to begin.
function showOpening() {
  const acts = onShow.lines.filter(o => !["fact", "about"].includes(o.line.group)).sort((a, b) => b.claims.length - a.claims.length).slice(0, 8);
  const of = (kind, count) => data.entities.filter(e => e.kind === kind).slice(0, count);
  const begin = (title, several, style, between) => several.length
    ? [el("h3", {}, title), el(style === "plain" ? "ul" : "p", {class: style}, ...listed(several, between))] : [];
  show(
    el("h2", {}, "How to read this"),
    el("p", {}, "Each line is what the documents say of two nodes; the wider, the more statements. Dashed lines were promised or called for, not done."),
    el("p", {}, "Choose a line to read its quotes, a node to read its card."),
    ...begin("Countries", of("Country", 12).map(e => nameOf(e.id)), "chips", " "),
    ...begin("Most attested acts", acts.map(({line, claims}) => el("li", {}, lineButton(line, claims.length))), "plain", ""),
    ...begin("Largest meetings", of("Meeting", 6).map(e => el("li", {}, nameOf(e.id))), "plain", ""));
}
