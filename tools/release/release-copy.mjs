import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders } from '../packages/pack.mjs';
import { run } from '../packages/run.mjs';
import { changeLogProblems, versionProblems } from './version-problems.mjs';

/** A clone of the last commit in which a release is made, so that the working tree stays as it is. */
export class ReleaseCopy {
  /** @param {string} folder a folder to make */
  constructor(folder) {
    this.folder = folder;
  }

  /** Clones a repository. @returns {string} the commit, in short */
  clone(repository) {
    run('git', ['clone', '--quiet', repository, this.folder]);
    return run('git', ['rev-parse', '--short', 'HEAD'], { cwd: this.folder }).trim();
  }

  /** Installs what the lock file says. */
  install() {
    this.npm('ci', '--prefer-offline', '--loglevel=error');
  }

  /**
   * Moves all packages to their next version and writes their change logs, as `npx changeset version` does.
   *
   * @returns {{ version: string, problems: string[] }}
   */
  version() {
    const before = this.manifests();
    const folder = join(this.folder, '.changeset');
    const changes = readdirSync(folder).filter((file) => file.endsWith('.md'))
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    this.changeset(['version']);
    const after = this.manifests();
    const problems = versionProblems(before, after, changes);
    if (changes.length > 0) {
      problems.push(...after.flatMap((manifest, i) => changeLogProblems(manifest, this.changeLogs()[i])));
    }
    return { version: after[0].version, problems };
  }

  /**
   * Brings the lock file to the new versions.
   *
   * @returns {string[]} a line for each package of ours that is not found in this copy any more
   */
  lock() {
    this.npm('install', '--prefer-offline', '--loglevel=error');
    const { packages } = JSON.parse(readFileSync(join(this.folder, 'package-lock.json'), 'utf8'));
    return Object.entries(packages).filter(([path, { link }]) => /node_modules\/@oneday\//.test(path) && !link)
      .map(([path]) => `${path} is not the workspace's own: a package depends on a version that is not this one`);
  }

  build() {
    this.npm('run', 'build', '--', '--outputStyle=stream');
  }

  /** Publishes all packages as `npx changeset publish` does, without provenance, which only a public builder has. */
  publish(url) {
    // npm wants a token to publish, though this registry takes any.
    appendFileSync(join(this.folder, '.npmrc'), `\n${url.replace('http:', '')}:_authToken=anyone\n`);
    const registry = { 'npm_config_@oneday:registry': url, 'npm_config_provenance': 'false' };
    this.changeset(['publish', '--no-git-tag'], { ...process.env, CI: 'true', ...registry });
  }

  manifests() {
    return this.readEach('package.json').map((text) => JSON.parse(text));
  }

  changeLogs() {
    return this.readEach('CHANGELOG.md');
  }

  /** One file of every package; empty where there is none. */
  readEach(name) {
    return packageFolders(this.folder).map((folder) => join(folder, name))
      .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''));
  }

  changeset(args, env = process.env) {
    const command = join(this.folder, 'node_modules', '@changesets', 'cli', 'bin.js');
    return run(process.execPath, [command, ...args], { cwd: this.folder, env });
  }

  npm(...args) {
    run('npm', args, { cwd: this.folder });
  }
}
