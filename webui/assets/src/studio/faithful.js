// Saving must lose nothing. The library reads a file into objects and writes those; whatever it
// cannot hold would be gone. So a file is written once right after it was read, and compared.
const parse = (text) => new DOMParser().parseFromString(text, 'application/xml');
const DI = 'http://www.omg.org/spec/BPMN/20100524/DI';

/** Line breaks inside attributes are spaces to every reader of XML; the library keeps them. */
export function normalised(text) {
  return text.replace(/<[A-Za-z_](?:"[^"]*"|'[^']*'|[^"'>])*>/g, (tag) => tag.replace(/"[^"]*"|'[^']*'/g, (value) => value.replace(/\r\n|[\t\r\n]/g, ' ')));
}

/** In which order a file draws its elements, by the drawing and what is drawn. */
export function drawingOrder(text) {
  const order = new Map();
  [...parse(text).getElementsByTagNameNS(DI, 'BPMNPlane')].forEach((plane) => {
    [...plane.children].forEach((child, index) => order.set(child.getAttribute('bpmnElement'), index));
  });
  return order;
}

/** Give the drawing its first order again, which showing it has changed; what is new comes last. */
export function restoreOrder(definitions, order) {
  (definitions.diagrams ?? []).forEach(({ plane }) => {
    const at = (one) => order.get(one.bpmnElement?.id) ?? Infinity;
    plane?.planeElement?.sort((one, other) => (at(one) === at(other) ? 0 : at(one) - at(other)));
  });
}

/** An element as lines to compare: no prefixes, no blanks between elements, no comments. */
function lines(node, known, depth = 0) {
  const own = [...node.attributes]
    .filter(({ name, value }) => !name.startsWith('xmlns') && !known.has(`${name.split(':').pop()}=${value}`))
    .map(({ namespaceURI, localName, value }) => `${namespaceURI ?? ''}@${localName}=${localName === 'type' ? value.split(':').pop() : value}`)
    .sort();
  const text = [...node.childNodes].filter((child) => child.nodeType === 3 || child.nodeType === 4).map((child) => child.data).join('').trim();
  const children = [...node.children].filter((child) => !known.has(`${child.localName}=${child.textContent.trim()}`));
  return [`${depth}${node.namespaceURI}|${node.localName}|${own.join('|')}|${text}`, ...children.flatMap((child) => lines(child, known, depth + 1))];
}

/** What stands in *before* and not in *after*: empty if nothing is lost. References that lead
    nowhere are left out: the checks tell of them, and they are there to be mended. */
export function lost(before, after, warnings) {
  const known = new Set(warnings.filter(({ property }) => property).map(({ property, value }) => `${property.split(':').pop()}=${value}`));
  const kept = new Map();
  lines(parse(after).documentElement, known).forEach((line) => kept.set(line, (kept.get(line) ?? 0) + 1));
  return lines(parse(before).documentElement, known).filter((line) => {
    const left = kept.get(line) ?? 0;
    kept.set(line, left - 1);
    return left < 1;
  });
}
