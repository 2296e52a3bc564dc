// The editor of one diagram.
//   <div id="canvas" data-source="/studio/drafts/1/files/dispute.bpmn"></div>
import Modeler from 'bpmn-js/lib/Modeler';
import simulation from 'bpmn-js-token-simulation';

async function mount(container) {
  const answer = await fetch(container.dataset.source, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${container.dataset.source}: ${answer.status}`);
  const modeler = new Modeler({ container, additionalModules: [simulation] });
  await modeler.importXML(await answer.text());
  container.dataset.ready = '1';
}

const canvas = document.getElementById('canvas');
if (canvas) mount(canvas);
