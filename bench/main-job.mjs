// The main job through HTTP against a running app: import a log, recalculate a journey until its result is current.
// Usage: node bench/main-job.mjs [--base http://127.0.0.1:7071] --log FILE --query 'format=csv&contactId=…' --stages 'a>b|c>d' [--runs 5]
// Each run imports the file once more (all rows are known after the first one) and recalculates; the first run warms up and is not counted.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values: option } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:7071' },
    log: { type: 'string' },
    query: { type: 'string' },
    stages: { type: 'string' },
    runs: { type: 'string', default: '5' },
  },
});

async function call(method, path, body, type = 'application/json') {
  const answer = await fetch(option.base + path, { method, body, headers: body ? { 'Content-Type': type } : {} });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function until(path, done) {
  for (;;) {
    const answer = await call('GET', path);
    if (done(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

const stage = (types) => ({
  name: types,
  conditions: { groups: [{ match: 'any', conditions: types.split('|').map((activityType) => ({ rule: 'performedActivity', activityType })) }] },
});

const file = readFileSync(option.log);
const journey = await call('POST', '/api/journeys', JSON.stringify({ displayName: 'Benchmark', stages: option.stages.split('>').map(stage) }));
const imports = [];
const recalculations = [];
for (let run = 0; run <= Number(option.runs); run++) {
  const [importing, imported] = await timed(async () => {
    const { id } = await call('POST', `/api/imports?${option.query}`, file, 'text/csv');
    return until(`/api/imports/${id}`, (answer) => answer.status !== 'running');
  });
  if (imported.status !== 'succeeded') throw new Error(JSON.stringify(imported));
  await until(`/api/journeys/${journey.id}/results`, (answer) => answer.state !== 'calculating');
  const [calculating, results] = await timed(async () => {
    await call('POST', `/api/journeys/${journey.id}/recalculate`);
    return until(`/api/journeys/${journey.id}/results`, (answer) => answer.state === 'current');
  });
  console.log(
    `${run === 0 ? 'warm-up' : `run ${run}`}: import ${Math.round(importing)} ms (${imported.rows} rows, ${imported.accepted} new), ` +
      `recalculation ${Math.round(calculating)} ms (${results.stages.map((s) => s.converted).join(', ')})`,
  );
  if (run > 0) {
    imports.push(importing);
    recalculations.push(calculating);
  }
}

const median = (values) => Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);
console.log(`import_ms: ${median(imports)}`);
console.log(`recalculation_ms: ${median(recalculations)}`);
