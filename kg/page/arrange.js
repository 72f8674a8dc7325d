// Where nodes lie on the screen: the layout's positions, brought together, with the labels pushed apart. No randomness: the
// same nodes lie the same way, and what lies already keeps its place among the others.

const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';
const pen = document.createElement("canvas").getContext("2d");

// How a node is drawn: its label in at most two rows, its size and its letters by its share of the heaviest.
function figure(id) {
  const e = entities.get(id);
  const share = Math.sqrt(e.weight / Math.max(1, totals.heaviest));
  const [size, font, width, rows] =
    e.kind === "Country"
      ? [9 + 17 * share, 16 + 10 * share, 24, 2]
      : e.kind === "Topic"
        ? [6 + 5 * share, 13, 20, 2]
        : e.kind === "Person"
          ? [7 + 9 * share, 13 + 4 * share, 26, 1]
          : [7 + 9 * share, 13 + 4 * share, 22, 2];
  return {
    id,
    size: Math.round(size),
    font: Math.round(font),
    shape: kindLooks.get(e.kind)?.shape || "dot",
    label: wrap(e.name, width, rows),
  };
}

// Break a label into rows of about `width` letters; what does not fit ends in an ellipsis.
function wrap(text, width, limit) {
  const rows = [""];
  for (const word of text.trim().split(/\s+/)) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (columns(longer) <= width || !rows.at(-1)) rows[rows.length - 1] = longer;
    else if (rows.length < limit) rows.push(word);
    else {
      rows[rows.length - 1] += "…";
      break;
    }
  }
  return rows
    .map(row => {
      const letters = [...row];
      while (columns(letters.join("")) > width + 1) letters.splice(-2, 2, "…");
      return letters.join("");
    })
    .join("\n");
}

// Wide East Asian letters take two columns, marks that combine none.
function columns(text) {
  return [...text].reduce(
    (sum, c) => sum + (/\p{M}/u.test(c) ? 0 : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(c) ? 2 : 1),
    0,
  );
}

// The room that a node takes with its label, around its position.
function room(node) {
  pen.font = `${node.font}px ${FONT}`;
  const rows = node.label.split("\n");
  const wide = Math.max(...rows.map(row => pen.measureText(row).width));
  const high = rows.length * node.font * 1.15;
  if (node.shape === "box") return { left: -wide / 2 - 8, right: wide / 2 + 8, top: -high / 2 - 7, bottom: high / 2 + 7 };
  const half = Math.max(wide / 2, node.size) + 4;
  return { left: -half, right: half, top: -node.size - 4, bottom: node.size + high + 8 };
}

// Positions for nodes in a picture as wide as `aspect` times its height; those in `settled` keep theirs as far as there is room.
function arrange(figures, aspect, settled, near, lines) {
  if (settled.size && figures.every(f => settled.has(f.id))) return settled;
  const old = settled.size ? opened(figures, settled) : settled;
  const boxes = figures.map(f => ({ id: f.id, ...room(f), old: old.has(f.id), ...(old.get(f.id) || startOf(f.id, old, near)) }));
  if (!boxes.length) return new Map();
  if (!settled.size) gather(boxes, aspect);
  const wide = lines.filter(l => l.group === "pair").length * boxes.length < 20000 ? lines.filter(l => l.group === "pair") : [];
  const rounds = boxes.length > 600 ? 160 : 400; // a crowd is not read label by label
  for (let round = 0; round < rounds; round++) {
    const early = round < 0.75 * rounds;
    const moved = push(boxes, early ? 6 : 1);
    const crossed = early && clear(boxes, wide);
    if (!moved && !crossed) break;
  }
  return new Map(boxes.map(b => [b.id, { x: Math.round(b.x), y: Math.round(b.y) }]));
}

// Where the old nodes lie once there is room for the new ones: the same map, drawn larger.
function opened(figures, settled) {
  const area = list =>
    list.reduce((sum, f) => {
      const r = room(f);
      return sum + (r.right - r.left) * (r.bottom - r.top);
    }, 0);
  const grown = Math.sqrt(area(figures) / Math.max(1, area(figures.filter(f => settled.has(f.id)))));
  return grown < 1.05 ? settled : new Map([...settled].map(([id, p]) => [id, { x: p.x * grown, y: p.y * grown }]));
}

// Where a node begins: around a neighbour that lies already, else where the layout put it.
function startOf(id, settled, near) {
  const e = entities.get(id);
  if (settled.size) {
    const anchor = [...(near.get(id) || [])]
      .filter(([n]) => settled.has(n))
      .sort((a, b) => Number(state.open.has(b[0])) - Number(state.open.has(a[0])) || b[1] - a[1])[0];
    if (anchor) {
      const { x, y } = settled.get(anchor[0]);
      const turn = direction(id),
        far = 90 + 50 * ((spread(id) >> 8) % 3);
      return { x: x + far * Math.cos(turn), y: y + far * Math.sin(turn) };
    }
  }
  const at = e.at?.[state.level] || e.at?.details;
  if (at && !settled.size) return { x: at[0], y: at[1] };
  const turn = direction(id);
  return { x: 900 * Math.cos(turn), y: 900 * Math.sin(turn) };
}

function direction(id) {
  return (2 * Math.PI * (spread(id) % 360)) / 360;
}

// A number for an id that is the same on any machine (FNV-1a).
function spread(id) {
  let hash = 0x811c9dc5;
  for (const c of id) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193) >>> 0;
  return hash;
}

// Move nodes off the lines between others, so that none seems to lie on the way; says whether any lay there.
function clear(boxes, lines) {
  const at = new Map(boxes.map(b => [b.id, b]));
  let moved = false;
  for (const line of lines) {
    const a = at.get(line.from),
      b = at.get(line.to),
      length = a && b ? Math.hypot(b.x - a.x, b.y - a.y) : 0;
    if (!length) continue;
    const ux = (b.x - a.x) / length,
      uy = (b.y - a.y) / length;
    for (const node of boxes) {
      const along = (node.x - a.x) * ux + (node.y - a.y) * uy;
      if (node === a || node === b || along < 0 || along > length) continue;
      const off = (node.x - a.x) * -uy + (node.y - a.y) * ux,
        need = -node.top + 4;
      if (Math.abs(off) >= need) continue;
      const step = (off < 0 ? -0.3 : 0.3) * (need - Math.abs(off));
      node.x += -uy * step;
      node.y += ux * step;
      moved = true;
    }
  }
  return moved;
}

function gather(boxes, aspect) {
  const stretch = Math.sqrt(Math.min(1.9, Math.max(0.55, aspect)));
  const need = boxes.reduce((sum, b) => sum + (b.right - b.left) * (b.bottom - b.top), 0) / 0.4;
  const reach = boxes.map(b => Math.hypot(b.x, b.y)).sort((a, b) => a - b);
  const radius = Math.max(1, reach[Math.floor(reach.length * 0.9)]);
  const scale = Math.sqrt(need / Math.PI) / radius;
  for (const b of boxes) {
    b.x *= scale * stretch;
    b.y *= scale / stretch;
  }
}

// Move overlapping boxes apart along the shorter way, half the way each, an old one less than a new. Says whether any overlapped.
function push(boxes, gap) {
  let moved = false;
  const order = boxes.slice().sort((a, b) => a.y + a.top - b.y - b.top);
  for (let i = 0; i < order.length; i++) {
    const a = order[i];
    for (let j = i + 1; j < order.length; j++) {
      const b = order[j];
      if (b.y + b.top > a.y + a.bottom + 60) break;
      const dx = Math.min(a.x + a.right, b.x + b.right) - Math.max(a.x + a.left, b.x + b.left) + gap;
      const dy = Math.min(a.y + a.bottom, b.y + b.bottom) - Math.max(a.y + a.top, b.y + b.top) + gap;
      if (dx <= 0 || dy <= 0) continue;
      moved = true;
      const [forA, forB] = a.old === b.old ? [0.5, 0.5] : a.old ? [0.2, 0.8] : [0.8, 0.2];
      if (dx < dy) {
        const s = (a.x < b.x || (a.x === b.x && a.id < b.id) ? 1 : -1) * dx;
        a.x -= s * forA;
        b.x += s * forB;
      } else {
        const s = (a.y <= b.y ? 1 : -1) * dy;
        a.y -= s * forA;
        b.y += s * forB;
      }
    }
  }
  return moved;
}

// Columns from left to right, rows as far apart as their labels need. The heads of the first and the last stand above all else,
// so that the line between them crosses nothing.
function inColumns(columns, figures) {
  const sizes = new Map(figures.map(f => [f.id, room(f)]));
  const full = columns.map(c => c.filter(id => sizes.has(id))).filter(c => c.length);
  const wide = full.map(c => Math.max(...c.map(id => sizes.get(id).right - sizes.get(id).left)));
  const places = new Map();
  const rowsOf = column => column.map(id => sizes.get(id).bottom - sizes.get(id).top + 26);
  const tallest = Math.max(0, ...full.slice(1, -1).map(c => rowsOf(c).reduce((a, b) => a + b, 0)));
  const head = Math.max(0, ...[full[0], full.at(-1)].map(c => (c ? rowsOf(c)[0] : 0)));
  let x = 0;
  full.forEach((column, i) => {
    const rows = rowsOf(column),
      high = rows.reduce((a, b) => a + b, 0),
      side = i === 0 || i === full.length - 1;
    let y = side ? -tallest / 2 - head : -high / 2;
    x += wide[i] / 2;
    column.forEach((id, row) => {
      places.set(id, { x: Math.round(x), y: Math.round(side && !row ? -tallest / 2 - head + 40 : y - sizes.get(id).top + 13) });
      y += side && !row ? head : rows[row];
    });
    x += wide[i] / 2 + 36;
  });
  return places;
}
