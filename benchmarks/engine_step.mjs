// One step of npm's bpmn-engine without any database: recover, take the task that waits, store.
// Words: the diagram's file, and rounds of eighteen steps: prints JSON, the processor milliseconds of
// each step and the bytes of its state. Without rounds it takes the steps it is given, two lines each,
// answers and state (an empty state: a new case), and tells two lines: processor seconds so far and
// the task that waits then, and the new state.
import fs from 'node:fs'
import readline from 'node:readline'
import {createRequire} from 'node:module'

const {Engine} = createRequire(process.env.ENGINE_HOME + '/')('bpmn-engine')
const [file, rounds] = [process.argv[2], Number(process.argv[3])]
const source = fs.readFileSync(file, 'utf8')
  .replaceAll('>clock</bpmn:timeDate>', '>2100-01-01T00:00:00Z</bpmn:timeDate>')
  .replace(/(<bpmn:conditionExpression)>(\w+)</g,
    '$1 xsi:type="bpmn:tFormalExpression">${environment.variables.$2}<')
  .replace('id="mediation" isExecutable="true"', 'id="mediation"') // else it starts that one as well
  .replace('<bpmn:definitions ',
    '<bpmn:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ')
const variables = {confirm: true, again: false}

function waitingIn(running) {
  return running.getPostponed().find((each) => each.type === 'bpmn:UserTask')
    ?? running.getPostponed().flatMap((each) => each.getPostponed?.() ?? [])
      .find((each) => each.type === 'bpmn:UserTask')
}

async function put(engine, running) {
  const [text, waiting] = [JSON.stringify(await engine.getState()), waitingIn(running)]
  engine.stop()
  return [text, waiting && [waiting.executionId, waiting.id]]
}

async function begin() {
  const engine = new Engine({name: 'case', source, variables})
  return put(engine, await engine.execute())
}

async function step(stored, answers) {
  const engine = new Engine({name: 'case'}).recover(JSON.parse(stored))
  const running = await engine.resume()
  waitingIn(running).signal(answers)
  return put(engine, running)
}

function worked(since) {
  const {user, system} = process.cpuUsage(since)
  return (user + system) / 1e6
}

async function measure() {
  const [spent, sizes] = [[], []]
  for (let round = 0; round < rounds; round++) {
    let [stored, waits] = await begin()
    while (waits) {
      const began = process.cpuUsage()
      ;[stored, waits] = await step(stored, {sittings_failed: 1, outcome: 'agreed'})
      spent.push(worked(began) * 1e3)
      sizes.push(stored.length)
    }
  }
  console.log(JSON.stringify({spent, sizes}))
}

async function serve() {
  const lines = readline.createInterface({input: process.stdin})[Symbol.asyncIterator]()
  for (let answers; (answers = (await lines.next()).value) !== undefined;) {
    const stored = (await lines.next()).value
    const [text, waits] = await (stored ? step(stored, JSON.parse(answers)) : begin())
    process.stdout.write(`${JSON.stringify({worked: worked(), waits: waits ?? null})}\n${text}\n`)
  }
}

await (rounds ? measure() : serve())
