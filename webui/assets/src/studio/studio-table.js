// The editor of one decision table. Everything it needs to know stands on the page:
//   <div id="studio" data-file data-check data-ask data-draft data-path data-readonly …>
// with places #canvas, #properties, #findings and controls named by data-act.
import Modeler from 'dmn-js/lib/Modeler';
import Viewer from 'dmn-js/lib/NavigatedViewer';
import './words-table.js';
import { download, later } from './dom.js';
import { lost, normalised } from './faithful.js';
import language, { EN, missing, t } from './language.js';
import { Saving } from './saving.js';
import { FileStore } from './store.js';
import { TableFindings } from './table-findings.js';
import { Trying } from './trying.js';

const CHECK_AFTER = 900; // ms without a change
const ofTable = (words) => (EN ? words.replace('diagram', 'table').replace('drawing', 'table') : words.replace('这张图', '这张表').replace('图还在', '表还在'));

/** UNIQUE is what a table says that says nothing; the library leaves it out. */
const told = (xml) => xml.replace(' hitPolicy="UNIQUE"', '');

/** Saving speaks of drawings; here it is a table. */
class TableSaving extends Saving {
  say(words, bad) { super.say(ofTable(words), bad); }

  ask(title, text, answers) { super.ask(ofTable(title), ofTable(text), answers.map(([words, act]) => [ofTable(words), act])); }
}

async function mount(studio) {
  const page = { ...studio.dataset };
  const store = new FileStore(page);
  const source = await store.read();
  const Kind = page.readonly ? Viewer : Modeler;
  const place = document.getElementById('canvas');
  const modeler = new Kind({ container: place, drd: { additionalModules: [language] }, decisionTable: { additionalModules: [language] }, literalExpression: { additionalModules: [language] } });
  const editor = { modeler, readonly: Boolean(page.readonly), find: (id) => editor.registry?.get(id), called: (id, name) => name, goTo };
  editor.findings = new TableFindings(editor, document.getElementById('findings'));
  const controls = Object.fromEntries([...document.querySelectorAll('[data-act]')].map((one) => [one.dataset.act, one]));
  const saving = new TableSaving(editor, store, controls);
  const trying = new Trying(editor, page.ask, document.getElementById('properties'), store);
  connect(editor, saving, trying, store, controls);
  await editor.open(source);
  await saving.offerKept(source);
  studio.heshi = { editor, modeler, missing, saving, trying }; // for those who look into a page
  studio.dataset.ready = '1';
}

/** Bring a cell or a row into sight. */
function goTo(id) {
  const cell = document.querySelector(`#canvas [data-element-id="${CSS.escape(id)}"], #canvas [data-row-id="${CSS.escape(id)}"]`);
  cell?.scrollIntoView({ block: 'center', inline: 'center' });
  cell?.querySelector('[contenteditable]')?.focus();
}

function connect(editor, saving, trying, store, controls) {
  const { modeler, findings } = editor;
  const check = async (text) => {
    findings.note = t('正在检查……');
    const found = await store.check(text);
    findings.note = found ? '' : t('现在查不了，稍后再试');
    if (found) findings.setServer(found, store.path);
    else findings.show();
  };
  const changed = later(async () => {
    const text = await saving.xml();
    check(text);
    trying.look(text);
  }, CHECK_AFTER);

  editor.showState = () => {
    const { undo, redo, save } = controls;
    if (!undo || !editor.commandStack) return;
    undo.disabled = !editor.commandStack.canUndo();
    redo.disabled = !editor.commandStack.canRedo();
    save.disabled = editor.readonly || !saving.dirty();
    if (saving.dirty() && !saving.busy) saving.say(t('有未保存的修改'));
  };

  editor.open = async (text) => {
    const { warnings } = await modeler.importXML(normalised(text), { open: false });
    await modeler.open(modeler.getViews().find((one) => one.type === 'decisionTable'));
    const viewer = modeler.getActiveViewer();
    editor.registry = viewer.get('elementRegistry');
    editor.commandStack = viewer.get('commandStack', false);
    if (editor.commandStack && editor.heard !== viewer) {
      editor.heard = viewer;
      viewer.get('eventBus').on('commandStack.changed', () => { editor.showState(); saving.keepSoon(); changed(); });
    }
    const gone = editor.readonly ? [] : lost(told(text), told(await saving.xml()), warnings ?? []);
    if (gone.length) protect(editor, saving, controls, gone);
    saving.settle();
    editor.showState();
    check();
    trying.look(text);
  };

  controls.dmn?.addEventListener('click', async () => download(store.path.split('/').pop(), 'application/xml', editor.readonly ? await store.read() : await saving.xml()));
  if (!editor.readonly) saving.connect();
}

/** A file holding what the library cannot write back is shown, not saved. */
function protect(editor, saving, controls, gone) {
  editor.readonly = true;
  controls.save.disabled = true;
  console.info(gone.join('\n'));
  saving.say(t('表里有编辑器不认得的内容（{n} 处），保存会丢失，所以只能看。请导出后用专业软件修改，再导入。', { n: gone.length }), true);
}

/** A phone is too small for tables: it shows what was found. */
async function mountFindings(studio) {
  const findings = new TableFindings({ find: () => undefined, called: (id, name) => name || id }, document.getElementById('findings'));
  const store = new FileStore({ ...studio.dataset });
  findings.setServer(await store.check() ?? [], store.path, true);
  studio.dataset.ready = '1';
}

const studio = document.getElementById('studio');
const wide = window.matchMedia('(min-width: 768px)').matches;
if (studio) {
  (wide ? mount : mountFindings)(studio).catch((fault) => {
    console.error(fault);
    document.getElementById('properties').textContent = t('表没有打开。请刷新页面，或者看检查结果。');
  });
}
