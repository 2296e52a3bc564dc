// What can be seen at once while drawing, as rules of bpmnlint; the server's check says the rest.
// Codes are the server's, so that one thing wrong is told once. See engine/workflow/checks.
import Linter from 'bpmnlint/lib/linter';
import noBpmndi from 'bpmnlint/rules/no-bpmndi';
import noDuplicateFlows from 'bpmnlint/rules/no-duplicate-sequence-flows';
import { t } from './language.js';

const SUPPORTED = new Set(['StartEvent', 'EndEvent', 'UserTask', 'ServiceTask', 'BusinessRuleTask', 'ReceiveTask',
  'IntermediateCatchEvent', 'BoundaryEvent', 'ExclusiveGateway', 'ParallelGateway', 'SubProcess', 'CallActivity']);
const is = (node, ...types) => types.some((type) => node.$instanceOf?.(`bpmn:${type}`));
const named = (node) => (node.name ?? '').trim();
const flowsOf = (node, end) => (node.$parent?.flowElements ?? []).filter((one) => is(one, 'SequenceFlow') && one[end] === node);
/** Flows by their own ends: files of other programs may not list them at the elements. */
const out = (node) => flowsOf(node, 'sourceRef');
const into = (node) => flowsOf(node, 'targetRef');
const splits = (node) => is(node, 'ExclusiveGateway') && out(node).length > 1;

/** code → [level, words, wrong(node, extensions)]; words are [reason, mend]. */
const RULES = {
  'element.unsupported': ['error', () => [t('系统不执行这种元素'), t('改用左边工具栏里的元素')],
    (node) => is(node, 'FlowNode') && !SUPPORTED.has(node.$type.slice(5))],
  'name.missing': ['error', () => [t('步骤没有名称'), t('写上给人看的名称')], (node) => is(node, 'UserTask') && !named(node)],
  'role.missing': ['error', () => [t('没有写由谁办理'), t('在右边选择办理角色')],
    (node, read) => is(node, 'UserTask') && !read.property(node, 'role')],
  'office.missing': ['error', () => [t('没有写在哪个单位办理'), t('在右边选择办理单位')],
    (node, read) => is(node, 'UserTask') && !read.property(node, 'office')],
  'effect.missing': ['error', () => [t('没有选择自动办理什么'), t('在右边选择一项')],
    (node, read) => is(node, 'ServiceTask') && !read.effect(node).name],
  'decision.missing': ['error', () => [t('没有选择决策表'), t('在右边选择一张表')],
    (node, read) => is(node, 'BusinessRuleTask') && !read.decision(node)],
  'call.missing': ['error', () => [t('没有选择调用哪个流程'), t('在右边选择一个流程')],
    (node) => is(node, 'CallActivity') && !node.calledElement],
  'message.missing': ['error', () => [t('没有选择等待什么消息'), t('在右边选择一条消息')],
    (node) => (is(node, 'ReceiveTask') && !node.messageRef)
      || (is(node, 'BoundaryEvent', 'IntermediateCatchEvent')
        && (node.eventDefinitions ?? []).some((one) => is(one, 'MessageEventDefinition') && !one.messageRef))],
  'timer.no_clock': ['error', () => [t('所在的步骤没有期限'), t('先给步骤选择期限，或者删去这个定时')],
    (node, read) => is(node, 'BoundaryEvent') && (node.eventDefinitions ?? []).some((one) => is(one, 'TimerEventDefinition'))
      && node.attachedToRef && !read.property(node.attachedToRef, 'clock')],
  'flow.none_out': ['error', () => [t('没有出线，案件会停在这里'), t('连到下一步或者结束')],
    (node) => is(node, 'FlowNode') && !is(node, 'EndEvent') && !out(node).length],
  'flow.several_out': ['error', () => [t('有几条出线，会同时走'), t('中间加一个判断或并行')],
    (node) => is(node, 'FlowNode') && !is(node, 'Gateway') && out(node).length > 1],
  'reach.not_reached': ['error', () => [t('从开始走不到这里'), t('连上，或者删去')],
    (node) => is(node, 'FlowNode') && !is(node, 'StartEvent', 'BoundaryEvent') && !into(node).length],
  'gateway.no_default': ['error', () => [t('判断没有默认出口'), t('选一条出口作为默认')],
    (node) => splits(node) && !node.default && out(node).every((flow) => flow.conditionExpression)],
  'gateway.condition_missing': ['error', () => [t('出口既没有条件，也不是默认'), t('写上条件，或者设为默认出口')],
    (node) => is(node, 'SequenceFlow') && node.sourceRef && splits(node.sourceRef)
      && node.sourceRef.default !== node && !node.conditionExpression],
};
const PACKED = {
  'flow.twice': ['warning', () => [t('两个元素之间有两条一样的连线'), t('删去一条')], noDuplicateFlows],
  'drawing.missing': ['warning', () => [t('这个元素没有画出来'), t('在专业软件中补画，或者删去')], noBpmndi],
};

function made(read, wrong) {
  return () => ({ check: (node, reporter) => { if (wrong(node, read)) reporter.report(node.id, node.name ?? ''); } });
}

/** A function of the diagram's definitions that promises its findings. */
export function linter(read) {
  const factories = {};
  const words = {};
  Object.entries(RULES).forEach(([code, [level, say, wrong]]) => { factories[code] = made(read, wrong); words[code] = [level, say]; });
  Object.entries(PACKED).forEach(([code, [level, say, rule]]) => { factories[code] = rule; words[code] = [level, say]; });
  const resolver = { resolveRule: (_, code) => factories[code], resolveConfig: () => null };
  const rules = Object.fromEntries(Object.keys(factories).map((code) => [code, 'error']));
  return async (definitions) => {
    const lint = new Linter({ resolver, config: { rules } }); // some rules remember what they saw
    const results = await lint.lint(definitions);
    return Object.entries(results).flatMap(([code, reports]) => reports.map(({ id, message }) => {
      const [level, say] = words[code] ?? words[code.split('/').pop()];
      const [reason, mend] = say();
      return { code, level, element: id, name: code in RULES ? message : '', reason, mend };
    }));
  };
}

/** Codes this side judges as well as the server: what it says of them is old as soon as one draws on.
    Of the others this side sees only the plain cases. */
const PARTLY = new Set(['reach.not_reached', 'element.unsupported', 'message.missing', 'timer.no_clock']);
export const EXACT = new Set(Object.keys(RULES).filter((code) => !PARTLY.has(code)));
