// The editor of one diagram. Everything it needs to know stands on the page:
//   <div id="studio" data-file data-check data-choices data-due data-draft data-path data-readonly …>
// with places #canvas, #properties, #findings and controls named by data-act.
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { later } from './dom.js';
import { Editor } from './editor.js';
import { drawingOrder, lost, normalised } from './faithful.js';
import { Findings } from './findings.js';
import language, { missing, t } from './language.js';
import { Panel } from './panel.js';
import { linter } from './rules.js';
import { Saving } from './saving.js';
import simulation, { connectSimulation } from './simulate.js';
import { FileStore } from './store.js';
import timers from './timers.js';
import tools from './tools.js';

const CHECK_AFTER = 800; // ms without a change
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function makeModeler(container, readonly) {
  const fontFamily = ink('--hs-font');
  const look = {
    container,
    bpmnRenderer: { defaultStrokeColor: ink('--hs-ink'), defaultLabelColor: ink('--hs-ink') },
    textRenderer: { defaultStyle: { fontSize: 14, fontFamily }, externalStyle: { fontSize: 13, fontFamily } },
  };
  if (readonly) return new NavigatedViewer({ ...look, additionalModules: [language] });
  return new Modeler({ ...look, additionalModules: [language, tools, timers, simulation] });
}

async function mount(studio) {
  const page = { ...studio.dataset };
  const store = new FileStore(page);
  const source = await store.read();
  const modeler = makeModeler(document.getElementById('canvas'), page.readonly);
  const editor = new Editor(modeler, page);
  editor.findings = new Findings(editor, document.getElementById('findings'));
  editor.panel = new Panel(editor, document.getElementById('properties'));
  const controls = Object.fromEntries([...document.querySelectorAll('[data-act]')].map((one) => [one.dataset.act, one]));
  const saving = new Saving(editor, store, controls);
  page.say = (words) => saving.say(words, true);
  editor.choices = await editor.ask(page.choices, {});
  connect(editor, saving, store, controls);
  await editor.open(source);
  await saving.offerKept(source);
  studio.heshi = { editor, modeler, missing, saving }; // for those who look into a page
  studio.dataset.ready = '1';
}

function connect(editor, saving, store, controls) {
  const { modeler, findings } = editor;
  const see = linter(editor.read);
  const lint = async () => findings.setSeen(editor.readonly ? [] : await see(modeler.getDefinitions()));
  const check = async (text) => {
    findings.note = t('正在检查……');
    const found = await store.check(text);
    findings.note = found ? '' : t('现在查不了，稍后再试');
    if (found) findings.setServer(found, store.path);
    else findings.show();
    editor.panel.soon();
  };
  const checkSoon = later(async () => check(await saving.xml()), CHECK_AFTER);

  editor.showState = () => {
    const { undo, redo, save } = controls;
    if (!undo) return;
    undo.disabled = editor.simulating || !editor.commandStack.canUndo();
    redo.disabled = editor.simulating || !editor.commandStack.canRedo();
    save.disabled = editor.simulating || !saving.dirty();
    if (saving.dirty() && !saving.busy && !saving.trouble) saving.say(t('有未保存的修改'));
  };

  editor.open = async (text) => {
    const { warnings } = await modeler.importXML(normalised(text));
    saving.order = drawingOrder(text);
    const gone = editor.readonly ? [] : lost(text, await saving.xml(), warnings);
    if (gone.length) protect(editor, saving, controls, gone);
    saving.settle();
    lookAt(modeler.get('canvas'), editor.readonly ? 16 : 112);
    editor.panel.show();
    editor.showState();
    await lint();
    check();
  };

  modeler.on('selection.changed', () => editor.panel.soon());
  if (editor.readonly) return;
  modeler.on('commandStack.changed', () => {
    saving.trouble = false;
    editor.panel.soon();
    editor.showState();
    saving.keepSoon();
    lint();
    checkSoon();
  });
  saving.connect();
  connectSimulation(editor, document.getElementById('canvas'), controls.simulate);
  [controls.simple, controls.expert].forEach((button) => button.addEventListener('click', () => {
    editor.expert = button === controls.expert;
    modeler.get('paletteProvider').expert = editor.expert;
    modeler.get('palette')._rebuild();
    controls.simple.setAttribute('aria-pressed', String(!editor.expert));
    controls.expert.setAttribute('aria-pressed', String(editor.expert));
    editor.panel.shape = '';
    editor.panel.show();
  }));
}

/** Show the whole drawing if it stays readable, else its beginning; the tools stand at its left. */
function lookAt(canvas, left) {
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, Math.max(0.8, (outer.width - left - 16) / inner.width));
  const top = Math.max((outer.height / scale - inner.height) / 2, 16);
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y - top, width: outer.width / scale, height: outer.height / scale });
}

/** A file holding what the library cannot write back is shown, not saved. */
function protect(editor, saving, controls, gone) {
  editor.readonly = true;
  controls.save.disabled = true;
  console.info(gone.join('\n'));
  saving.say(t('图里有编辑器不认得的内容（{n} 处），保存会丢失，所以只能看。请导出后用专业软件修改，再导入。', { n: gone.length }), true);
}

/** A phone is too small to draw on: it shows what was found. */
async function mountFindings(studio) {
  const findings = new Findings({ page: studio.dataset, find: () => undefined, called: (id, name) => name || id }, document.getElementById('findings'));
  const store = new FileStore({ ...studio.dataset });
  findings.setServer(await store.check() ?? [], store.path, true);
  studio.dataset.ready = '1';
}

const studio = document.getElementById('studio');
const wide = window.matchMedia('(min-width: 768px)').matches;
if (studio) {
  (wide ? mount : mountFindings)(studio).catch((fault) => {
    console.error(fault);
    document.getElementById('properties').textContent = t('图没有打开。请刷新页面，或者看检查结果。');
  });
}
