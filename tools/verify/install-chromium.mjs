// Installs Chromium for the tests of packages/playground where there is no browser and apt has one. Run on a Node that
// strips types.
import { existsSync } from 'node:fs';
import { chromium } from '../../packages/playground/e2e/browser.ts';
import { hasApt, runAsRoot } from './as-root.mjs';

if (chromium !== undefined) {
  console.log(`the page is tested in ${chromium}`);
} else if (!hasApt()) {
  console.log('no Chromium: the tests of the page will be skipped; CHROMIUM=path names one');
} else {
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', 'chromium'];
  const isInstalled = runAsRoot([['apt-get', 'update'], install]) && existsSync('/usr/bin/chromium');
  if (!isInstalled) process.exitCode = 1;
}
