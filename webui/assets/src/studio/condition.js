// A condition as rows people can pick: «结果 等于 书面协议». What is not of that form stays text.
const PART = /^([a-z][a-z0-9_]*)\s*(=|!=|>=|<=|>|<)\s*("[^"]*"|-?\d+(?:\.\d+)?|true|false)$/;

/** {joiner, parts: [{name, operator, value}]} of a simple FEEL text, or null. */
export function readCondition(text) {
  const source = text.trim();
  if (!source) return { joiner: 'or', parts: [] };
  for (const joiner of ['or', 'and']) {
    const parts = source.split(new RegExp(`\\s+${joiner}\\s+`)).map((part) => PART.exec(part.trim()));
    if (parts.every(Boolean)) {
      return { joiner, parts: parts.map(([, name, operator, value]) => ({ name, operator, value })) };
    }
  }
  return null;
}

/** The FEEL text of rows; rows not filled in yet are left out. */
export function writeCondition({ joiner, parts }) {
  return parts.filter(({ name, value }) => name && value).map(({ name, operator, value }) => `${name} ${operator} ${value}`).join(` ${joiner} `);
}

/** A typed value as FEEL writes it. */
export function literal(text) {
  return /^(-?\d+(\.\d+)?|true|false|"[^"]*")$/.test(text) ? text : `"${text.replace(/"/g, '')}"`;
}

/** A condition in words, for lists of ways out. */
export function inWords(text, values, t) {
  const read = readCondition(text);
  if (!read) return text;
  const operators = { '=': t('是'), '!=': t('不是'), '>': t('大于'), '>=': t('不少于'), '<': t('小于'), '<=': t('不超过') };
  const said = read.parts.map(({ name, operator, value }) => {
    const known = values.find((one) => one.value === name);
    const option = known?.options.find((one) => `"${one.value}"` === value);
    const truth = { true: t('“是”'), false: t('“否”') }[value];
    return t('{name}{operator}{value}', {
      name: known?.label ?? name, operator: operators[operator], value: option?.label ?? truth ?? value.replace(/"/g, ''),
    });
  });
  return said.join(read.joiner === 'or' ? t('，或者') : t('，并且'));
}
