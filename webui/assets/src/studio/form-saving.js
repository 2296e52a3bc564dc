// Keeping a form: as the diagrams are kept, in words for forms.
import { download } from './dom.js';
import { formText, readForm } from './form-model.js';
import { EN, t } from './language.js';
import { FileStore } from './store.js';

const KEEP_AFTER = 1500; // ms without a change
const clock = () => new Date().toLocaleTimeString(EN ? 'en-GB' : 'zh-CN', { hour: '2-digit', minute: '2-digit' });

export class FormSaving {
  constructor(editor, store, controls) {
    Object.assign(this, { editor, store, controls, busy: false, timer: 0 });
    window.addEventListener('beforeunload', (event) => {
      if (!this.dirty()) return;
      event.preventDefault();
      event.returnValue = '';
    });
  }

  text() { return formText(this.editor.form); }

  settle() { this.saved = JSON.stringify(this.editor.form); }

  dirty() { return !this.editor.readonly && JSON.stringify(this.editor.form) !== this.saved; }

  keepSoon() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { if (this.dirty()) this.store.keep(this.text()); }, KEEP_AFTER);
  }

  say(words, bad = false) {
    this.controls.state.textContent = words;
    this.controls.state.classList.toggle('text-danger-emphasis', bad);
  }

  async save(revision) {
    if (this.busy || this.editor.readonly) return;
    document.activeElement?.blur(); // what is being typed belongs to it
    this.busy = true;
    this.say(t('正在保存……'));
    const sent = JSON.stringify(this.editor.form);
    const answer = await this.store.write(this.text(), revision);
    this.busy = false;
    if (answer.saved) {
      this.saved = sent;
      this.say(t('已保存 {time}', { time: clock() }));
      this.editor.setFindings(answer.findings);
    } else if (answer.status === 409 && answer.by !== undefined) this.askWhose(answer);
    else this.say(answer.error ?? t('没有保存：连不上服务器。表单还在这里，请稍后再试。'), true);
    this.editor.showState();
  }

  askWhose(answer) {
    this.say(answer.error, true);
    this.editor.ask(t('这张表单已经被别人改过'), t('{by}在 {at} 保存了这张表单。您打开的是那以前的样子。', { by: answer.by ?? t('有人'), at: answer.at ?? '' }), [
      [t('另存我的一份，再看新的'), async () => { this.takeAway(t('-我的.json')); await this.reload(); }],
      [t('放弃我的修改，看新的'), () => this.reload()],
      [t('以我的为准（对方的可在历史中找回）'), () => this.save(answer.revision)],
    ]);
  }

  takeAway(ending = '.json') {
    download(this.store.path.replace(/^.*\//, '').replace(/\.json$/, ending), 'application/json', this.text());
  }

  async reload() {
    this.store.forget();
    const form = readForm(await this.store.read());
    if (form) this.editor.open(form);
    this.say(t('已换成最新保存的样子'));
  }

  /** What the browser kept when the page was left without saving. */
  offerKept() {
    const kept = this.store.kept();
    const form = kept ? readForm(kept.text) : null;
    if (!form || this.editor.readonly) return;
    if (JSON.stringify(form) === this.saved) { this.store.forget(); return; }
    const old = kept.revision !== this.store.revision ? t('在那以后这张表单又保存过。') : '';
    this.editor.ask(t('有一份没有保存的修改'), t('上次离开时（{at}）有修改没有保存。{old}', { at: new Date(kept.at).toLocaleString(EN ? 'en-GB' : 'zh-CN'), old }), [
      [t('接着改'), () => this.editor.change((now) => { Object.keys(now).forEach((key) => delete now[key]); Object.assign(now, form); })],
      [t('不要了'), () => this.store.forget()],
    ]);
  }
}

export { FileStore };
