/**
 * Scores pairs with the evaluator once, in one thread of a fresh process, and prints the seconds it took as JSON.
 *
 *   node tools/bench/metric-rate.mjs METRIC PAIRS.json
 */
import { readFileSync } from 'node:fs';
import * as evaluator from '../../packages/evaluator/dist/index.js';

const [name, path] = process.argv.slice(2);
const pairs = JSON.parse(readFileSync(path, 'utf8'));
const metric = evaluator[name]();
const start = performance.now();
let state = metric.initial();
for (const [hypothesis, reference] of pairs) state = metric.update(state, { hypothesis, references: [reference] });
const { score } = metric.result(state);
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, score }));
