import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * @typedef {{ test: string, status: 'passed' | 'failed' | 'skipped' }} TestOutcome
 * @typedef {{ file: string, seconds: number, tests: TestOutcome[] }} FileOutcome
 */

/** Every project folder that has a script of this name, with the report that its vitest run leaves behind. */
export function projectsWithScript(root, script) {
  const packages = join(root, 'packages');
  return [...readdirSync(packages).map((name) => join(packages, name)), join(root, 'tools')]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .filter((folder) => script in (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts ?? {}))
    .map((folder) => ({ folder, report: join(folder, 'reports', `${script}.json`) }));
}

/** Removes the reports of earlier runs, so that what is counted was run now. */
export function removeReports(root, script) {
  for (const { report } of projectsWithScript(root, script)) rmSync(report, { force: true });
}

/** Reads the reports of one script in all projects; a missing one counts as a failure. @returns {FileOutcome[]} */
export function readReports(root, script) {
  return projectsWithScript(root, script).flatMap(({ folder, report }) => {
    if (existsSync(report)) return parseReport(JSON.parse(readFileSync(report, 'utf8')), root);
    const file = relative(root, folder);
    return [{ file, seconds: 0, tests: [{ test: `${file}: ${script} left no report`, status: 'failed' }] }];
  });
}

/** vitest's JSON report as outcomes; a file that failed outside its tests (it did not load) counts as one failure. */
export function parseReport(report, root) {
  return report.testResults.map(({ name, status, startTime, endTime, assertionResults }) => {
    const file = relative(root, name).split(sep).join('/');
    const tests = assertionResults.map((result) => ({
      test: `${file}: ${result.fullName}`,
      status: result.status === 'passed' || result.status === 'failed' ? result.status : 'skipped',
    }));
    if (status === 'failed' && !tests.some((outcome) => outcome.status === 'failed')) {
      tests.push({ test: `${file}: the file failed outside its tests`, status: 'failed' });
    }
    return { file, seconds: Math.max(0, endTime - startTime) / 1000, tests };
  });
}
