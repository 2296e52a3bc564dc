// The drawing of one case's procedure, to be read, not edited. The same facts stand in a table below it.
//   <div class="graph" data-bpmn="/…/diagram.bpmn" data-marks='{"walked":["id"],"flows":["id"],
//        "done":[{"id":"…","text":"02-24 邱琳"}],"now":[{"id":"…","text":"沈秋月"}],"focus":"id"}' data-failed="…"></div>
//   <button data-zoom="in|out|fit">  works on the drawing of the same page
// data-bpmn is an address, or "#id" of an element that holds the XML.
// Two versions side by side: data-linked="left|right" lets their windows move together, and
//   data-marks='{"added":["id"],"removed":["id"],"changed":["id"]}' says what differs, by sign and colour.
// How much there is at each step: data-marks='{"heat":[{"id":"…","level":0…5,"text":"12"}],
//   "counts":[{"id":"…","text":"7"}],"lead":"behind"}'; a click on a number is one on <a data-behind="id">.
//   <button data-show="id">  brings an element of the page's drawings into view
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const SMALLEST = 0.86; // 14-px text must not fall below 12 px
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function makeViewer(container) {
  const fontFamily = ink('--hs-font');
  return new NavigatedViewer({
    container,
    bpmnRenderer: { defaultStrokeColor: ink('--hs-control'), defaultLabelColor: ink('--hs-ink-3') },
    textRenderer: { defaultStyle: { fontSize: 14, fontFamily }, externalStyle: { fontSize: 13, fontFamily } },
  });
}

async function xmlOf(source) {
  if (source.startsWith('#')) return document.getElementById(source.slice(1)).textContent;
  const answer = await fetch(source, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return answer.text();
}

/** Colour goes into the shape itself, so that arrow heads follow. */
function paint(viewer, id, colour, marker) {
  const element = viewer.get('elementRegistry').get(id);
  if (!element) return;
  element.di.set('bioc:stroke', colour);
  const graphics = viewer.get('elementRegistry').getGraphics(element);
  viewer.get('graphicsFactory').update(element.waypoints ? 'connection' : 'shape', element, graphics);
  viewer.get('canvas').addMarker(id, marker);
}

function note(viewer, { id, text }, left, cls) {
  const element = viewer.get('elementRegistry').get(id);
  if (!element || element.waypoints || !text) return;
  const html = document.createElement('div');
  html.className = cls;
  html.textContent = text;
  const below = element.attachers?.length ? 22 : 4; // a clock or letter sits on the lower edge
  viewer.get('overlays').add(id, { position: { top: element.height + below, left }, html, scale: { min: 1 } });
}

function show(viewer, { walked = [], flows = [], done = [], now = [] }) {
  flows.forEach((id) => paint(viewer, id, ink('--hs-primary'), 'hs-edge'));
  walked.forEach((id) => paint(viewer, id, ink('--hs-primary'), 'hs-done'));
  done.forEach((mark) => note(viewer, { ...mark, text: `✓ ${mark.text}` }, 0, 'gmark'));
  now.forEach((mark) => {
    paint(viewer, mark.id, ink('--hs-orange'), 'hs-now');
    note(viewer, mark, 0, 'gmark gnow');
  });
}

const DIFFERENCES = { added: ['＋', '--hs-green-ink'], removed: ['－', '--hs-red-ink'], changed: ['～', '--hs-primary'] };

/** Where a sign sits: the upper left corner of a shape, the middle of a line. */
function corner({ waypoints }) {
  if (!waypoints) return { top: -11, left: -9 };
  const { x, y } = waypoints[Math.floor((waypoints.length - 1) / 2)];
  const next = waypoints[Math.floor((waypoints.length - 1) / 2) + 1];
  const least = (axis) => Math.min(...waypoints.map((point) => point[axis]));
  return { top: (y + next.y) / 2 - least('y') - 9, left: (x + next.x) / 2 - least('x') - 9 };
}

function showDifferences(viewer, marks) {
  Object.entries(DIFFERENCES).forEach(([kind, [sign, colour]]) => (marks[kind] ?? []).forEach((id) => {
    const element = viewer.get('elementRegistry').get(id);
    if (!element) return;
    paint(viewer, id, ink(colour), `hs-${kind}`);
    const html = document.createElement('div');
    html.className = `gdiff ${kind}`;
    html.textContent = sign;
    viewer.get('overlays').add(id, { position: corner(element), html, scale: { min: 1 } });
  }));
}

/** How much there is at each step: a blue and the number; how often each arrow was taken. */
function showHeat(viewer, { heat = [], counts = [], lead = 'behind' }) {
  const put = (id, text, position, cls) => {
    const html = document.createElement('div');
    html.className = cls;
    html.textContent = text;
    const link = document.querySelector(`[data-${lead}="${CSS.escape(id)}"]`);
    if (link) html.addEventListener('click', () => link.click());
    viewer.get('overlays').add(id, { position, html, scale: { min: 1 } });
  };
  heat.forEach(({ id, level, text }) => {
    const element = viewer.get('elementRegistry').get(id);
    if (!element || element.waypoints) return;
    viewer.get('canvas').addMarker(id, `heat-${level}`);
    put(id, text, { top: -12, left: 4 }, 'gheat');
  });
  counts.forEach(({ id, text }) => {
    const element = viewer.get('elementRegistry').get(id);
    if (element?.waypoints) put(id, text, corner(element), 'gheat count');
  });
}

const linked = [];

/** <button data-show="id"> brings that element into the middle of the drawings that have it. */
function connectShow(viewer) {
  document.querySelectorAll('[data-show]').forEach((button) => button.addEventListener('click', () => {
    const element = viewer.get('elementRegistry').get(button.dataset.show);
    if (!element || linked.moving) return;
    const canvas = viewer.get('canvas');
    canvas.setRootElement(canvas.findRoot(element));
    const { x, y, width = 0, height = 0 } = element.waypoints ? element.waypoints[0] : element;
    const view = canvas.viewbox();
    canvas.viewbox({ x: x + width / 2 - view.width / 2, y: y + height / 2 - view.height / 2, width: view.width, height: view.height });
    canvas.getContainer().scrollIntoView({ block: 'nearest' });
  }));
}

/** Move and scale all linked drawings as one. */
function link(viewer) {
  linked.push(viewer);
  viewer.get('eventBus').on('canvas.viewbox.changed', ({ viewbox: { x, y, width, height } }) => {
    if (linked.moving) return;
    linked.moving = true;
    linked.filter((other) => other !== viewer).forEach((other) => other.get('canvas').viewbox({ x, y, width, height }));
    linked.moving = false;
  });
}

/** Fit the drawing; where that would make it unreadable, show the part around the current step. */
function fit(viewer, id) {
  const canvas = viewer.get('canvas');
  const element = id && viewer.get('elementRegistry').get(id);
  if (element) canvas.setRootElement(canvas.findRoot(element));
  canvas.zoom('fit-viewport', 'auto');
  const view = canvas.viewbox();
  if (view.scale < SMALLEST) {
    canvas.zoom(SMALLEST);
    const { clientWidth: width, clientHeight: height } = canvas.getContainer();
    const [x, y] = [width * 0.3, height * 0.25]; // keep what led here in view
    if (element) canvas.scrollToElement(element, { left: x, right: x, top: y, bottom: y });
    return;
  }
  canvas.viewbox({ x: view.x - 16, y: view.y - 8, width: view.width + 32, height: view.height + 28 });
}

function connectZoom(viewer, id) {
  const canvas = viewer.get('canvas');
  document.querySelectorAll('[data-zoom]').forEach((button) => {
    button.addEventListener('click', () => {
      if (button.dataset.zoom === 'fit') canvas.zoom('fit-viewport', 'auto');
      else if (button.dataset.zoom === 'now') fit(viewer, id);
      else canvas.zoom(canvas.zoom() * (button.dataset.zoom === 'in' ? 1.25 : 0.8));
    });
  });
}

async function mount(container) {
  const marks = JSON.parse(container.dataset.marks ?? '{}');
  const viewer = makeViewer(container);
  try {
    await viewer.importXML(await xmlOf(container.dataset.bpmn));
  } catch (fault) {
    container.textContent = container.dataset.failed ?? '图没有画出来。下面的表内容相同。';
    console.error(fault);
    return;
  }
  const current = marks.now?.[0]?.id ?? marks.focus; // where it is, else where it ended
  show(viewer, marks);
  showDifferences(viewer, marks);
  showHeat(viewer, marks);
  fit(viewer, current ?? marks.changed?.[0] ?? marks.added?.[0] ?? marks.removed?.[0]);
  if (container.dataset.linked) link(viewer);
  connectShow(viewer);
  connectZoom(viewer, current);
  document.getElementById('zoom')?.removeAttribute('hidden');
  container.dataset.ready = '1';
}

document.querySelectorAll('[data-bpmn]').forEach(mount);
