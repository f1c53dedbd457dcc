import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether this system has apt. */
export function hasApt() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get');
}

/** Runs commands that change the system, one after the other, and shows them. @returns whether all succeeded */
export function runAsRoot(commands) {
  const prefix = process.getuid() === 0 ? [] : ['sudo', '-n'];
  return commands.every((command) => {
    const [name, ...args] = [...prefix, ...command];
    console.log(`$ ${[name, ...args].join(' ')}`);
    const { status } = spawnSync(name, args, {
      stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return status === 0;
  });
}
