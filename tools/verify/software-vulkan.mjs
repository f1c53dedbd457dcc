import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt, runAsRoot } from './as-root.mjs';

const PACKAGES = ['libvulkan1', 'mesa-vulkan-drivers'];
const BACKPORTS_FILE = '/etc/apt/sources.list.d/bookworm-backports.list';

/** Whether Dawn, which the dependencies bring, finds an adapter. Another process looks: a driver once loaded stays. */
function findsAdapter(root) {
  const script = "import('webgpu').then(({ create }) => create([]).requestAdapter())"
    + '.then((adapter) => process.exit(adapter === null ? 3 : 0));';
  return spawnSync(process.execPath, ['--eval', script], { cwd: root, stdio: 'ignore' }).status === 0;
}

/**
 * The commands, for a root, that install Vulkan on the processor. Debian 12's own Mesa is too old for Dawn, that of its
 * backports is not.
 *
 * @param {{ osRelease: string, aptSources: string }} system the text of `/etc/os-release`; all files of apt's sources
 * @returns {string[][]}
 */
export function vulkanCommands({ osRelease, aptSources }) {
  const isBookworm = /^ID=debian$/m.test(osRelease) && /^VERSION_CODENAME=bookworm$/m.test(osRelease);
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends'];
  if (!isBookworm) return [['apt-get', 'update'], [...install, ...PACKAGES]];
  // From where the machine gets its other packages.
  const archive = /https?:\/\/\S+\/debian\/?(?=\s|$)/.exec(aptSources)?.[0];
  const addSource = archive === undefined || /\bbookworm-backports\b/.test(aptSources)
    ? [] : [['sh', '-c', `echo 'deb ${archive} bookworm-backports main' > ${BACKPORTS_FILE}`]];
  return [...addSource, ['apt-get', 'update'], [...install, '-t', 'bookworm-backports', ...PACKAGES]];
}

function textOfAptSources() {
  const folder = '/etc/apt/sources.list.d';
  const listed = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)) : [];
  return ['/etc/apt/sources.list', ...listed.map((name) => join(folder, name))]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8').replace(/^\s*#.*$/gm, ''))
    .join('\n');
}

/**
 * Sees to it that WebGPU has an adapter: a card's, or Vulkan on the processor, which is installed where apt can.
 *
 * @returns whether there is one
 */
export function installSoftwareVulkan(root) {
  if (findsAdapter(root)) return true;
  if (!hasApt()) return false;
  const osRelease = readFileSync('/etc/os-release', 'utf8');
  return runAsRoot(vulkanCommands({ osRelease, aptSources: textOfAptSources() })) && findsAdapter(root);
}
