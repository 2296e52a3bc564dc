// Small pieces of page made by script. Nothing is ever made from a string of HTML.

/** An element: h('button', { type: 'button', onclick }, 'text', child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (value === false || value === undefined || value === null) return;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  });
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of the sprite whose address the page carries. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `${document.getElementById('studio')?.dataset.icons ?? ''}#${name}`);
  svg.append(use);
  return svg;
}

/** Run *act* once nothing has asked for it for *pause* milliseconds. */
export function later(act, pause) {
  let timer = 0;
  return (...facts) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => act(...facts), pause);
  };
}

/** Hand the reader a file made in the page. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 10000);
}
