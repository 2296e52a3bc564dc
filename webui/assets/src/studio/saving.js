// Keeping what was drawn: saving, who was first, leaving the page, a crash, files to take away.
import { download, h, later } from './dom.js';
import { restoreOrder } from './faithful.js';
import { EN, t } from './language.js';

const KEEP_AFTER = 1500; // ms without a change

export class Saving {
  constructor(editor, store, controls) {
    Object.assign(this, { editor, store, controls, savedAt: 0, busy: false });
    this.keepSoon = later(async () => { if (this.dirty()) store.keep(await this.xml()); }, KEEP_AFTER);
    // after the library has put the drawing into its own order
    editor.modeler.on('saveXML.start', 100, ({ definitions }) => restoreOrder(definitions, this.order ?? new Map()));
    window.addEventListener('beforeunload', (event) => {
      if (!this.dirty()) return;
      event.preventDefault();
      event.returnValue = '';
    });
  }

  index() { return this.editor.commandStack?._stackIdx ?? -1; }

  dirty() { return !this.editor.readonly && (this.recovered || this.index() !== this.savedAt); }

  settle() {
    this.savedAt = this.index();
    this.recovered = false;
  }

  async xml() { return (await this.editor.modeler.saveXML({ format: true })).xml; }

  async save(revision) {
    if (this.busy || this.editor.readonly || this.editor.simulating) return;
    document.activeElement?.blur(); // what is being typed belongs to it
    this.busy = true;
    this.say(t('正在保存……'));
    const index = this.index();
    const answer = await this.store.write(await this.xml(), revision);
    this.busy = false;
    if (answer.saved) {
      this.savedAt = index;
      this.recovered = false;
      this.say(t('已保存 {time}', { time: clock() }));
      this.editor.findings.setServer(answer.findings, this.store.path);
    } else if (answer.status === 409 && answer.by !== undefined) this.askWhose(answer);
    else if (answer.status === 401) this.say(t('没有保存：登录已过期。请在另一个窗口登录，再回来保存。'), true);
    else this.say(answer.error ?? t('没有保存：连不上服务器。图还在这里，请稍后再试。'), true);
    this.editor.showState();
  }

  say(words, bad = false) {
    this.trouble = bad;
    this.controls.state.textContent = words;
    this.controls.state.classList.toggle('text-danger-emphasis', bad);
  }

  /** Somebody saved first: take theirs, keep mine as a file, or put mine over it. */
  askWhose(answer) {
    this.say(answer.error, true);
    const mine = async () => download(this.store.path.replace(/\.bpmn$/, t('-我的.bpmn')), 'application/xml', await this.xml());
    this.ask(t('这张图已经被别人改过'), t('{by}在 {at} 保存了这张图。您打开的是那以前的样子。', { by: answer.by ?? t('有人'), at: answer.at ?? '' }), [
      [t('另存我的一份，再看新的'), async () => { await mine(); await this.reload(); }],
      [t('放弃我的修改，看新的'), () => this.reload()],
      [t('以我的为准（对方的可在历史中找回）'), () => this.save(answer.revision)],
    ]);
  }

  async reload() {
    this.store.forget();
    await this.editor.open(await this.store.read());
    this.say(t('已换成最新保存的样子'));
  }

  /** What the browser kept when the page was left without saving. */
  async offerKept(source) {
    const kept = this.store.kept();
    if (!kept || this.editor.readonly) return;
    if (kept.text === source) { this.store.forget(); return; }
    const old = kept.revision !== this.store.revision ? t('在那以后这张图又保存过。') : '';
    this.ask(t('有一份没有保存的修改'), t('上次离开时（{at}）有修改没有保存。{old}', { at: new Date(kept.at).toLocaleString(EN ? 'en-GB' : 'zh-CN'), old }), [
      [t('接着改'), async () => { await this.editor.open(kept.text); this.recovered = true; this.editor.showState(); }],
      [t('不要了'), () => this.store.forget()],
    ]);
  }

  /** A question with answers; Esc leaves things as they are. */
  ask(title, text, answers) {
    const back = document.activeElement;
    const box = h('section', { class: 'dlg float', role: 'dialog', 'aria-labelledby': 'ask-title', tabindex: '-1' },
      h('div', { class: 'hd', id: 'ask-title' }, title), h('div', { class: 'p-3' }, h('p', {}, text),
        h('div', { class: 'd-grid gap-2' }, answers.map(([words, act], at) => h('button', { type: 'button', class: `btn btn-sm ${at ? 'btn-quiet' : 'btn-primary'}`, onclick: () => { close(); act(); } }, words)))));
    const close = () => { box.remove(); back?.focus?.(); };
    box.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
    document.body.append(box);
    box.focus();
  }

  connect() {
    const { save, undo, redo, bpmn, svg } = this.controls;
    save?.addEventListener('click', () => this.save());
    undo?.addEventListener('click', () => this.editor.commandStack.undo());
    redo?.addEventListener('click', () => this.editor.commandStack.redo());
    bpmn?.addEventListener('click', async () => download(this.store.path, 'application/xml', await this.xml()));
    svg?.addEventListener('click', async () => download(this.store.path.replace(/bpmn$/, 'svg'), 'image/svg+xml', (await this.editor.modeler.saveSVG()).svg));
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      this.save();
    });
  }
}

const clock = () => new Date().toLocaleTimeString(EN ? 'en-GB' : 'zh-CN', { hour: '2-digit', minute: '2-digit' });
