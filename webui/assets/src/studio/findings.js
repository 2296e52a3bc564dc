// What is wrong, below the drawing and on it: the server's findings and those seen at once.
import { EXACT } from './rules.js';
import { h, icon } from './dom.js';
import { t } from './language.js';

const LEVELS = {
  error: ['red', 'x-octagon', () => t('必须改')],
  warning: ['yellow', 'exclamation-triangle', () => t('提醒')],
};
const same = (one, other) => one.element === other.element && one.code === other.code;

/** The middle of the longest stretch of a flow. */
function middleOf(points) {
  if (!points) return null;
  const stretches = points.slice(1).map((point, at) => [points[at], point]);
  const long = ([from, to]) => Math.abs(from.x - to.x) + Math.abs(from.y - to.y);
  const [from, to] = stretches.sort((one, other) => long(other) - long(one))[0];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

export class Findings {
  constructor(editor, place) {
    Object.assign(this, { editor, place, server: [], seen: [], elsewhere: 0, note: '' });
    this.overlayIds = [];
    this.heard = new Set();
  }

  /** The server's word on the whole draft; those of other files are only counted. */
  setServer(all, path, only = false) {
    this.only = only; // nothing is drawn here: the server's word stands alone
    this.server = all.filter((one) => one.file === path || one.file === '');
    this.elsewhere = all.length - this.server.length;
    this.show();
  }

  setSeen(list) {
    this.seen = list;
    this.show();
  }

  all() {
    const fresh = (one) => this.seen.some((other) => same(one, other));
    const old = (one) => !this.only && EXACT.has(one.code) && !fresh(one);
    const standing = this.server.filter((one) => !old(one) && !fresh(one));
    const errorsFirst = (one) => (one.level === 'error' ? 0 : 1);
    return [...this.seen, ...standing].sort((one, other) => errorsFirst(one) - errorsFirst(other));
  }

  of(id) {
    return this.all().filter((one) => this.editor.find(one.element)?.id === id);
  }

  show() {
    const all = this.all();
    const count = (level) => all.filter((one) => one.level === level).length;
    this.place.replaceChildren(
      h('div', { class: 'findhd' },
        h('b', {}, t('检查')),
        ...Object.entries(LEVELS).map(([level, [, sign]]) => h('span', {}, icon(sign), ` ${t(level === 'error' ? '{n} 个必须改' : '{n} 个提醒', { n: count(level) })}`)),
        h('span', { class: 'ink2' }, count('error') ? t('必须改的清零后才能提交发布') : t('这张图可以提交')),
        this.elsewhere ? h('a', { href: this.editor.page?.home }, t('其他文件还有 {n} 条', { n: this.elsewhere })) : null,
        h('span', { class: 'when', role: 'status' }, this.note)),
      all.length
        ? h('ul', { class: 'findlist' }, all.map((one) => this.line(one)))
        : h('p', { class: 'findnone' }, t('没有发现问题。')));
    this.mark(all);
  }

  line(one) {
    const [css, sign, words] = LEVELS[one.level] ?? LEVELS.warning;
    const name = this.editor.called(one.element, one.name);
    return h('li', {},
      h('span', { class: `clk ${css}` }, icon(sign), h('b', {}, words())),
      h('span', { class: 'what', title: t('{reason}。{mend}。', one) },
        name ? h('b', {}, t('“{name}”', { name })) : null, t('{reason}。', one), h('span', { class: 'ink2' }, t('{mend}。', one))),
      one.element && this.editor.find(one.element)
        ? h('button', { type: 'button', class: 'linkish', onclick: () => this.editor.goTo(one.element) }, t('定位'), h('span', { class: 'visually-hidden' }, name))
        : null);
  }

  /** Put a small flag under every element with findings. */
  mark(all) {
    const { overlays, canvas } = this.editor;
    if (!overlays) return;
    this.overlayIds.forEach((id) => overlays.remove(id));
    this.heard.forEach((id) => { if (this.editor.find(id)) canvas.removeMarker(id, 'hs-bad'); });
    this.overlayIds = [];
    const drawn = (one) => this.editor.find(one.element)?.id; // of a process that of its pool
    this.heard = new Set(all.map(drawn).filter(Boolean));
    this.heard.forEach((id) => {
      const element = this.editor.find(id);
      const own = all.filter((one) => drawn(one) === id);
      const bad = own.some((one) => one.level === 'error');
      if (bad) canvas.addMarker(id, 'hs-bad');
      if (element === canvas.getRootElement()) return;
      const words = (bad ? LEVELS.error : LEVELS.warning)[2]();
      const html = h('button', { type: 'button', class: `gflag ${bad ? '' : 'hint'}`, title: own.map((one) => one.reason).join('\n'), 'aria-label': `${words} ${own.length}`, onclick: () => this.editor.goTo(id) }, `${words} ${own.length}`);
      const middle = middleOf(element.waypoints);
      const position = middle
        ? { left: middle.x - Math.min(...element.waypoints.map((p) => p.x)), top: middle.y - Math.min(...element.waypoints.map((p) => p.y)) }
        : { left: 0, top: element.height + (element.attachers?.length ? 20 : 3) };
      this.overlayIds.push(overlays.add(id, 'heshi-finding', { position, html, scale: { min: 0.9 } }));
    });
  }
}
