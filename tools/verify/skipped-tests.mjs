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

/** Where the tests that were skipped differ from the list. An empty result means that they are equal. */
export function compareSkipped(skipped, list) {
  const unlisted = skipped.filter((test) => !list.has(test));
  const ran = [...list.keys()].filter((test) => !skipped.includes(test));
  return [
    ...unlisted.map((test) => `skipped, but not in tools/skipped-tests.json: ${test}`),
    ...ran.map((test) => `in tools/skipped-tests.json, but not skipped: ${test}`),
  ];
}
