import { readFileSync } from 'node:fs';

/** Reads the committed list: which tests continuous integration skips, each with its reason. */
export function readSkippedList(path) {
  const list = JSON.parse(readFileSync(path, 'utf8'));
  for (const entry of list) {
    if (entry.test && entry.reason) continue;
    throw new Error(`${path}: every entry needs a test and a reason; got ${JSON.stringify(entry)}`);
  }
  return new Map(list.map(({ test, reason }) => [test, reason]));
}

/**
 * What is wrong between the tests that were skipped, all tests there are, and the list. A listed test may run, since
 * machines differ; one that is skipped must be listed, and one that is listed must exist. An empty result is right.
 */
export function compareSkipped(skipped, tests, list) {
  const unlisted = skipped.filter((test) => !list.has(test));
  const gone = [...list.keys()].filter((test) => !tests.includes(test));
  return [
    ...unlisted.map((test) => `skipped, but not in tools/skipped-tests.json: ${test}`),
    ...gone.map((test) => `in tools/skipped-tests.json, but there is no such test: ${test}`),
  ];
}
