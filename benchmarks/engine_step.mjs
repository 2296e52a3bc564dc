// One step of npm's bpmn-engine without any database: recover, take the task that waits, store.
// Words: the diagram's file, rounds. Prints JSON: processor milliseconds of each step, bytes of its state.
import fs from 'node:fs'
import {createRequire} from 'node:module'

const {Engine} = createRequire(process.env.ENGINE_HOME + '/')('bpmn-engine')
const [file, rounds] = [process.argv[2], Number(process.argv[3])]
const source = fs.readFileSync(file, 'utf8')
  .replaceAll('>clock</bpmn:timeDate>', '>2100-01-01T00:00:00Z</bpmn:timeDate>')
  .replace(/(<bpmn:conditionExpression)>(\w+)</g,
    '$1 xsi:type="bpmn:tFormalExpression">${environment.variables.$2}<')
  .replace('<bpmn:definitions ',
    '<bpmn:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ')
const variables = {confirm: true, again: false}
const spent = []
const sizes = []

async function step(stored) {
  const began = process.cpuUsage()
  const engine = new Engine({name: 'case'}).recover(JSON.parse(stored))
  const running = await engine.resume()
  const waiting = running.getPostponed().find((each) => each.type === 'bpmn:UserTask')
    ?? running.getPostponed().flatMap((each) => each.getPostponed?.() ?? [])
      .find((each) => each.type === 'bpmn:UserTask')
  if (!waiting) return null
  waiting.signal({sittings_failed: 1, outcome: 'agreed'})
  const text = JSON.stringify(await engine.getState())
  const {user, system} = process.cpuUsage(began)
  spent.push((user + system) / 1e3)
  sizes.push(text.length)
  engine.stop()
  return text
}

for (let round = 0; round < rounds; round++) {
  const engine = new Engine({name: 'case', source, variables})
  await engine.execute()
  let stored = JSON.stringify(await engine.getState())
  engine.stop()
  for (let number = 0; stored && number < 18; number++) stored = await step(stored)
}
console.log(JSON.stringify({spent, sizes}))
