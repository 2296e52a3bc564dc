// The editor of one decision table.
//   <div id="table" data-source="/studio/drafts/1/files/route.dmn"></div>
import Modeler from 'dmn-js/lib/Modeler';

async function mount(container) {
  const answer = await fetch(container.dataset.source, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${container.dataset.source}: ${answer.status}`);
  const modeler = new Modeler({ container });
  await modeler.importXML(await answer.text());
  await modeler.open(modeler.getViews().find((view) => view.type === 'decisionTable'));
  container.dataset.ready = '1';
}

const table = document.getElementById('table');
if (table) mount(table);
