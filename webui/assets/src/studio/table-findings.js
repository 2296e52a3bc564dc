// What is wrong with a table, below it and at its cells. The library draws cells anew whenever it
// likes, so cells are marked by rules of style, not by classes.
import { Findings } from './findings.js';
import { t } from './language.js';

const own = () => [...document.styleSheets].find((one) => one.href?.includes('studio-table'));

/** Cells and rows in a style of their own; one set per purpose. */
export class Marks {
  constructor() { this.rules = []; }

  set(ids, style) {
    const sheet = own();
    if (!sheet) return;
    this.rules.forEach((rule) => { const at = [...sheet.cssRules].indexOf(rule); if (at >= 0) sheet.deleteRule(at); });
    this.rules = ids.map((id) => {
      const name = CSS.escape(id);
      const at = sheet.insertRule(`#canvas td[data-element-id="${name}"], #canvas td[data-row-id="${name}"] { ${style} }`, sheet.cssRules.length);
      return sheet.cssRules[at];
    });
  }
}

const bad = new Marks();
const hinted = new Marks();

export class TableFindings extends Findings {
  mark(all) {
    const of = (level) => [...new Set(all.filter((one) => one.level === level && one.element).map((one) => one.element))];
    hinted.set(of('warning'), 'background: var(--hs-yellow-soft) !important;');
    bad.set(of('error'), 'box-shadow: inset 0 0 0 2px var(--hs-red) !important;');
  }

  show() {
    super.show();
    const said = this.place.querySelector('.findhd .ink2');
    if (said && !this.all().some((one) => one.level === 'error')) said.textContent = t('这张表可以提交');
  }
}
