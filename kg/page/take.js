// What a reader takes away: the picture, the rows, a citation.

function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// The clipboard, or else the words marked, ready to be copied.
function copy(text, button) {
  const done = () => {
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 1500);
  };
  const area = el("textarea", { class: "aside", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  if (document.execCommand("copy")) done();
  area.remove();
}

function fileName(ending) {
  const what = state.pair ? state.pair.map(nameText).join("-") : state.node ? nameText(state.node) : state.level;
  return `${what
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .toLowerCase()
    .slice(0, 60)}.${ending}`;
}

function savePng() {
  const drawing = stage.querySelector("canvas");
  const sheet = el("canvas", { width: drawing.width, height: drawing.height });
  const ink = sheet.getContext("2d");
  ink.fillStyle = colour("--paper");
  ink.fillRect(0, 0, sheet.width, sheet.height);
  ink.drawImage(drawing, 0, 0);
  sheet.toBlob(blob => save(blob, fileName("png")), "image/png");
}

// The outline of a node's shape, around its middle.
function outline(f, r) {
  const points = list => `M${list.map(([x, y]) => `${(x * r).toFixed(1)} ${(y * r).toFixed(1)}`).join("L")}Z`;
  const corners = (n, turn, radius = () => 1) =>
    points(
      Array.from({ length: n }, (_, i) => [
        radius(i) * Math.cos(turn + (2 * Math.PI * i) / n),
        radius(i) * Math.sin(turn + (2 * Math.PI * i) / n),
      ]),
    );
  const shapes = {
    hexagon: () => corners(6, 0),
    diamond: () => corners(4, 0),
    square: () =>
      points([
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ]),
    triangle: () => corners(3, -Math.PI / 2),
    triangleDown: () => corners(3, Math.PI / 2),
    star: () => corners(10, -Math.PI / 2, i => (i % 2 ? 0.45 : 1.1)),
  };
  return (shapes[f.shape] || (() => `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`))();
}

// The picture as lines and letters, laid out as it is on the screen.
function picture() {
  const paints = palette(),
    figures = onShow.nodes.map(figure);
  const boxes = figures.map(f => {
    const r = room(f),
      p = places.get(f.id);
    return [p.x + r.left, p.y + r.top, p.x + r.right, p.y + r.bottom];
  });
  const [left, top] = [0, 1].map(i => Math.min(0, ...boxes.map(b => b[i])) - 30),
    [right, bottom] = [2, 3].map(i => Math.max(0, ...boxes.map(b => b[i])) + 30);
  const strokes = onShow.lines.map(l => {
    const a = places.get(l.from),
      b = places.get(l.to),
      look = lineLook(l, null, paints);
    const lean = 2 * l.bend,
      mx = (a.x + b.x) / 2 + ((b.y - a.y) * lean) / 2,
      my = (a.y + b.y) / 2 - ((b.x - a.x) * lean) / 2;
    return svg(
      "path",
      {
        d: `M${a.x} ${a.y}Q${mx.toFixed(1)} ${my.toFixed(1)} ${b.x} ${b.y}`,
        fill: "none",
        stroke: look.color.highlight,
        "stroke-opacity": 0.7,
        "stroke-width": look.width.toFixed(2),
        "stroke-dasharray": (look.dashes || []).join(" ") || "none",
      },
      svg("title", {}, look.title),
    );
  });
  const marks = figures.map(f => {
    const { x, y } = places.get(f.id),
      fill = paints[`kind-${entities.get(f.id).kind}`] || paints.ink,
      box = f.shape === "box",
      r = room(f);
    const rows = f.label.split("\n").map((row, i) => svg("tspan", { x: 0, dy: i ? f.font * 1.15 : 0 }, row));
    const base = box ? f.font * 0.35 : f.size + f.font;
    const shape = box
      ? svg("rect", {
          x: r.left,
          y: r.top,
          width: r.right - r.left,
          height: r.bottom - r.top,
          rx: 4,
          fill: paints.paper,
          stroke: fill,
          "stroke-width": 1.5,
        })
      : svg("path", { d: outline(f, f.size), fill, stroke: paints.paper, "stroke-width": 1.5 });
    return svg(
      "g",
      { transform: `translate(${x} ${y})` },
      shape,
      svg(
        "text",
        {
          y: base,
          "text-anchor": "middle",
          "font-size": f.font,
          fill: paints.ink,
          stroke: paints.paper,
          "stroke-width": box ? 0 : 3,
          "paint-order": "stroke",
        },
        ...rows,
      ),
    );
  });
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `${left} ${top} ${right - left} ${bottom - top}`,
      width: Math.round(right - left),
      height: Math.round(bottom - top),
      "font-family": FONT,
    },
    svg("title", {}, document.title),
    svg("rect", { x: left, y: top, width: right - left, height: bottom - top, fill: paints.paper }),
    ...strokes,
    ...marks,
  );
}

function saveSvg() {
  save(new Blob([new XMLSerializer().serializeToString(picture())], { type: "image/svg+xml" }), fileName("svg"));
}

// A cell of a table; one that a spreadsheet would take for a formula is kept from being one.
function cell(value) {
  const text = String(value ?? "");
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

// The statements behind the lines on show, one row for each citation.
function rows() {
  const head = [
    "statement",
    "subject",
    "relation",
    "object",
    "about",
    "stance",
    "negated",
    "conditional",
    "speaker",
    "reported_by",
    "date",
    "plover",
    "quote",
    "title",
    "publisher",
    "published",
    "source",
  ];
  const list = [...new Set(onShow.lines.flatMap(l => l.statements))].sort((a, b) => (a.id < b.id ? -1 : 1));
  const lines = list.flatMap(s =>
    s.evidence.map(c => {
      const d = documents.get(c.document);
      return [
        s.id,
        nameText(s.subject),
        s.relation,
        s.object && nameText(s.object),
        s.about.map(nameText).join("; "),
        s.stance,
        s.negated,
        s.conditional,
        s.speaker && nameText(s.speaker),
        s.reported_by && nameText(s.reported_by),
        s.date,
        s.plover,
        quoteOf(c),
        d.title,
        d.publisher,
        d.published,
        d.link || d.source,
      ];
    }),
  );
  return [head, ...lines].map(row => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function saveCsv() {
  save(new Blob(["\ufeff", rows()], { type: "text/csv" }), fileName("csv"));
}

function quoteOf(cited) {
  return [...(passages.get(cited.passage) || "")].slice(cited.start, cited.end).join("");
}

// Where the quote stands in its document, where that is known.
function placeOf(cited) {
  const at = /:(\d+)-\d+$/.exec(cited.passage);
  return at ? `characters ${Number(at[1]) + cited.start}–${Number(at[1]) + cited.end}` : "";
}

function plainCitation(s) {
  return s.evidence
    .map(c => {
      const d = documents.get(c.document);
      const parts = [d.publisher, `“${d.title}”`, d.published || "undated", d.link || d.source, placeOf(c)].filter(Boolean);
      return `${parts.join(", ")}: “${quoteOf(c)}” (statement ${s.id})`;
    })
    .join("\n");
}

function bibtex(s) {
  const safe = text =>
    text.replace(
      /[\\{}%&#_$~^]/g,
      c => ({ "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" })[c] || `\\${c}`,
    );
  return s.evidence
    .map((c, i) => {
      const d = documents.get(c.document);
      const fields = {
        title: `{${safe(d.title)}}`,
        author: d.publisher ? `{${safe(d.publisher)}}` : "",
        year: /^\d{4}/.test(d.published) ? d.published.slice(0, 4) : "",
        date: /^\d/.test(d.published) ? d.published : "",
        url: (d.link || "").replace(/[{}\\]/g, encodeURIComponent),
        howpublished: d.link ? "" : safe(d.source),
        note: safe([`“${quoteOf(c)}”`, placeOf(c), `statement ${s.id}`].filter(Boolean).join(", ")),
      };
      const told = Object.entries(fields)
        .filter(([, v]) => v)
        .map(([k, v]) => `  ${k} = {${v}}`);
      return `@misc{bkg-${s.id}${i ? `-${i + 1}` : ""},\n${told.join(",\n")}\n}`;
    })
    .join("\n\n");
}

function listenToTake() {
  for (const [id, does] of [
    ["png", savePng],
    ["svg", saveSvg],
    ["csv", saveCsv],
  ])
    document.getElementById(`save-${id}`).addEventListener("click", does);
  document.getElementById("copy-link").addEventListener("click", event => {
    keepAddress();
    copy(location.href, event.target);
  });
  document.getElementById("print").addEventListener("click", () => print());
}
