/** The Python package index that this machine is configured for, read as pip reads it. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError, OnedayError, isJsonObject, parseJson, showValue } from '@oneday/core';

const PUBLIC_INDEX = 'https://pypi.org/simple';
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const MOST_INDEX_CHARACTERS = 64 * 2 ** 20;
const TIMEOUT_MILLISECONDS = 60_000;

/** A file of a package as the index lists it. */
export interface IndexFile {
  readonly filename: string;
  readonly url: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Absent where the index does not say. */
  readonly bytes?: number;
}

/**
 * The address of the index, without a slash at its end: `PIP_INDEX_URL`, else `index-url` of the first of pip's
 * configuration files that has one, else the public index.
 */
export function indexAddress(environment: NodeJS.ProcessEnv = process.env): string {
  const configured = environment.PIP_INDEX_URL ?? configFiles(environment).map(indexInConfig).find(Boolean);
  return (configured ?? PUBLIC_INDEX).replace(/\/+$/, '');
}

/** pip's configuration files, the strongest first. */
function configFiles(environment: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'win32') return [join(environment.APPDATA ?? homedir(), 'pip', 'pip.ini')];
  const config = environment.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  return [
    ...(environment.PIP_CONFIG_FILE === undefined ? [] : [environment.PIP_CONFIG_FILE]),
    ...(environment.VIRTUAL_ENV === undefined ? [] : [join(environment.VIRTUAL_ENV, 'pip.conf')]),
    join(config, 'pip', 'pip.conf'),
    join(homedir(), '.pip', 'pip.conf'),
    '/etc/pip.conf',
  ];
}

/** `index-url` of the section `global` or `install` of one configuration file. */
function indexInConfig(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  let section = '';
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    section = /^\[(.+)\]/.exec(line)?.[1] ?? section;
    const address = /^index[-_]url\s*[=:]\s*(\S+)/.exec(line)?.[1];
    if (address !== undefined && (section === 'global' || section === 'install')) return address;
  }
  return undefined;
}

/**
 * The files of a package.
 *
 * @throws InvalidInputError when the index does not know the package @throws OnedayError when it gives no usable answer
 */
export async function listFiles(name: string, index: string = indexAddress()): Promise<IndexFile[]> {
  const page = new URL(`${index}/${name}/`);
  const response = await fetchFrom(page, { accept: JSON_TYPE });
  if (response.status === 404) {
    throw new InvalidInputError(`${name}: the package index ${shown(page)} does not have it; set PIP_INDEX_URL`);
  }
  if (!response.ok) {
    throw new OnedayError(`${name}: the package index ${shown(page)} answers ${response.status}; try again later`);
  }
  const answer = parseJson(await response.text(), `package index ${shown(page)}`, MOST_INDEX_CHARACTERS);
  const files = isJsonObject(answer) ? answer.files : undefined;
  if (!Array.isArray(files)) {
    throw new OnedayError(`${name}: the package index ${shown(page)} does not speak ${JSON_TYPE}; use one that does`);
  }
  return files.filter(isJsonObject).flatMap(({ filename, url, hashes, size, yanked }) => {
    const sha256 = isJsonObject(hashes) ? hashes.sha256 : undefined;
    if (typeof filename !== 'string' || typeof url !== 'string' || yanked === true) return [];
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return [];
    const file = { filename, url: new URL(url, page).href, sha256 };
    return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? [{ ...file, bytes: size }] : [file];
  });
}

/**
 * `fetch` with a name and password in the address moved into a header, and errors in one line. The time limit holds
 * for the answer's beginning.
 */
export async function fetchFrom(address: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
  const plain = new URL(address);
  const credentials = `${decodeURIComponent(plain.username)}:${decodeURIComponent(plain.password)}`;
  [plain.username, plain.password] = ['', ''];
  const sent = new Headers(headers);
  if (credentials !== ':') sent.set('authorization', `Basic ${btoa(credentials)}`);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MILLISECONDS);
  try {
    return await fetch(plain, { headers: sent, signal: controller.signal });
  } catch (cause) {
    const reason = controller.signal.aborted
      ? `no answer in ${TIMEOUT_MILLISECONDS / 1000} s`
      : String((cause as { cause?: { code?: unknown } }).cause?.code ?? (cause as Error).message);
    const advice = 'see to the network, or set PIP_INDEX_URL (NODE_EXTRA_CA_CERTS for a certificate of your own)';
    throw new OnedayError(`${shown(plain)} cannot be reached: ${reason}; ${advice}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** An address without name and password, short enough for a message. */
export function shown(address: URL): string {
  return showValue(`${address.origin}${address.pathname}`);
}
