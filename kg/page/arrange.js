// Bring the nodes on show together and push their labels apart. No randomness: the same nodes lie the same way.

const pen = document.createElement("canvas").getContext("2d");

// The room that a node takes with its label, around its position.
function room(node) {
  const size = node.font.size;
  pen.font = `${size}px ${FONT}`;
  const rows = node.label.split("\n");
  const wide = Math.max(...rows.map(row => pen.measureText(row).width));
  const high = rows.length * size * 1.15;
  if (node.shape === "box") return {left: -wide / 2 - 8, right: wide / 2 + 8, top: -high / 2 - 7, bottom: high / 2 + 7};
  const half = Math.max(wide / 2, node.size) + 4;
  return {left: -half, right: half, top: -node.size - 4, bottom: node.size + high + 8};
}

// Positions for nodes, in a picture as wide as `aspect` times its height.
function arrange(nodes, aspect) {
  const stretch = Math.sqrt(Math.min(1.9, Math.max(0.55, aspect)));
  const boxes = nodes.map(node => ({id: node.id, x: node.x, y: node.y, ...room(node)}));
  if (!boxes.length) return new Map();
  const need = boxes.reduce((sum, b) => sum + (b.right - b.left) * (b.bottom - b.top), 0) / 0.46;
  const reach = boxes.map(b => Math.hypot(b.x, b.y)).sort((a, b) => a - b);
  const radius = Math.max(1, reach[Math.floor(reach.length * 0.9)]);
  const scale = Math.sqrt(need / Math.PI) / radius;
  for (const b of boxes) { b.x *= scale * stretch; b.y *= scale / stretch; }
  for (let round = 0; round < 400 && push(boxes, round < 300 ? 6 : 1); round++);
  return new Map(boxes.map(b => [b.id, {x: Math.round(b.x), y: Math.round(b.y)}]));
}

// Move overlapping boxes apart along the shorter way, half the way each; says whether any overlapped.
function push(boxes, gap) {
  let moved = false;
  const order = boxes.slice().sort((a, b) => a.y + a.top - b.y - b.top);
  for (let i = 0; i < order.length; i++) {
    const a = order[i];
    for (let j = i + 1; j < order.length; j++) {
      const b = order[j];
      if (b.y + b.top > a.y + a.bottom + 200) break;
      const dx = Math.min(a.x + a.right, b.x + b.right) - Math.max(a.x + a.left, b.x + b.left) + gap;
      const dy = Math.min(a.y + a.bottom, b.y + b.bottom) - Math.max(a.y + a.top, b.y + b.top) + gap;
      if (dx <= 0 || dy <= 0) continue;
      moved = true;
      if (dx < dy) { const s = (a.x <= b.x ? 0.5 : -0.5) * dx; a.x -= s; b.x += s; }
      else { const s = (a.y <= b.y ? 0.5 : -0.5) * dy; a.y -= s; b.y += s; }
    }
  }
  return moved;
}
