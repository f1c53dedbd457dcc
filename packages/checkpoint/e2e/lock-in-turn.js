// Takes a folder's lock again and again and writes its own number into a file while it has it. Arguments: the folder,
// how often. Prints how often it had the lock, and how often somebody else's number stood in the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '@oneday/checkpoint/node';
import { FolderBusyError } from '@oneday/core';

const [folder, times] = process.argv.slice(2);
const file = join(folder, 'owner');
let had = 0;
let clashes = 0;
for (let i = 0; i < Number(times); i++) {
  let lock;
  try {
    lock = await lockFolder(folder, 'folder');
    had += 1;
    writeFileSync(file, String(process.pid));
    await sleep(2);
    if (readFileSync(file, 'utf8') !== String(process.pid)) clashes += 1;
  } catch (error) {
    if (!(error instanceof FolderBusyError)) throw error;
  } finally {
    lock?.[Symbol.dispose]();
  }
  await sleep(2 * Math.random());
}
console.log(JSON.stringify({ had, clashes }));
