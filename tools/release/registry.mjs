import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { run } from '../packages/run.mjs';

/** Verdaccio asks for `node-fetch@cjs`, which is a tag: some mirrors have none, and it may move. */
const MANIFEST = { private: true, dependencies: { verdaccio: '6.10.4' }, overrides: { 'node-fetch': '2.7.0' } };
const START_MS = 60_000;

/** A registry on the loopback address, empty at first; it knows our packages alone and asks no other registry. */
export class Registry {
  /** @param {string} folder a folder to make, with all that it keeps */
  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder);
  }

  /** Fetches the server from the registry that npm is configured for. */
  fetch() {
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify(MANIFEST));
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: this.folder });
  }

  /** Starts the server. @returns {Promise<string>} its address */
  async start() {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}/`;
    const config = join(this.folder, 'config.yaml');
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({
      storage: join(this.folder, 'storage'),
      listen: `127.0.0.1:${port}`,
      web: { enable: false },
      packages: { '@oneday/*': { access: '$all', publish: '$all' } },
      log: { type: 'stdout', level: 'warn' },
    }));
    this.log = join(this.folder, 'log.txt');
    const output = openSync(this.log, 'w');
    const binary = join(this.folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
    this.server = spawn(process.execPath, [binary, '--config', config], { stdio: ['ignore', output, output] });
    await this.answers();
    return this.url;
  }

  /** Ends the server, if it was started. */
  async stop() {
    if (this.server === undefined || this.server.exitCode !== null || this.server.signalCode !== null) return;
    const ended = once(this.server, 'exit');
    this.server.kill();
    await ended;
  }

  async answers() {
    for (const end = performance.now() + START_MS; performance.now() < end && this.server.exitCode === null;) {
      const response = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (response?.ok) return;
      await setTimeout(100);
    }
    throw new Error(`the registry did not start:\n${readFileSync(this.log, 'utf8')}`);
  }
}

/** A port that nobody listens on at the moment. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
