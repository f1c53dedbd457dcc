/** A headless Chromium, driven over the DevTools protocol through two pipes: no port, and it ends with its driver. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Where browsers that speak the protocol are installed. */
const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** WebGPU on the processor: SwiftShader, which comes with the browser, in place of a card. */
const softwareGpu = [
  '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan', '--use-angle=swiftshader',
];

/** The browser of this machine: `$CHROMIUM`, or one that is installed where browsers are. */
export const chromium: string | undefined = places.find((path) => path !== '' && existsSync(path));

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** How a page is opened. */
export interface PageOptions {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** A script that runs before those of the page. */
  readonly script?: string;
}

/** A browser with an empty profile; what pages download lands in `downloads`. */
export class Browser {
  readonly downloads: string;
  private readonly profile = mkdtempSync(join(tmpdir(), 'oneday-browser-'));
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (answer: Message) => void>();
  private readonly listeners = new Map<string, (event: Message) => void>();
  private errorOutput = '';
  private lastId = 0;

  private constructor(executable: string) {
    this.downloads = join(this.profile, 'downloads');
    mkdirSync(this.downloads);
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [
      '--headless=new', '--remote-debugging-pipe', `--user-data-dir=${join(this.profile, 'profile')}`,
      '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage',
      '--hide-scrollbars', ...root, ...softwareGpu, 'about:blank',
    ];
    this.process = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
    this.process.stderr!.on('data', (text: Buffer) => (this.errorOutput += text.toString()));
    this.process.once('exit', () => this.fail('the browser ended'));
    this.process.once('error', (error) => this.fail(error.message));
    let rest = '';
    (this.process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop()!;
      for (const message of messages) this.take(JSON.parse(message) as Message);
    });
  }

  static async open(executable: string): Promise<Browser> {
    const browser = new Browser(executable);
    await browser.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: browser.downloads });
    return browser;
  }

  /** Opens a page; what it and its workers say of trouble is in the page's `problems`. */
  async open(url: string, options: PageOptions): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId as string);
    this.listeners.set(sessionId as string, (event) => page.notice(event));
    await page.start(url, options);
    return page;
  }

  /** Hears the events of a worker, too. */
  listen(sessionId: string, listener: (event: Message) => void): void {
    this.listeners.set(sessionId, listener);
  }

  async send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.lastId;
    const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    (this.process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { error, result } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result!;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('close', resolve));
    await this.send('Browser.close').catch(() => {});
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private take(message: Message): void {
    if (message.id === undefined) {
      this.listeners.get(message.sessionId ?? '')?.(message);
      return;
    }
    this.waiting.get(message.id)?.(message);
    this.waiting.delete(message.id);
  }

  private fail(reason: string): void {
    const error = { message: `${reason}\n${this.errorOutput.slice(-2000)}` };
    for (const answer of this.waiting.values()) answer({ error });
    this.waiting.clear();
  }
}

/** One page. */
export class Page {
  /** Errors, warnings and uncaught exceptions of the page and its workers. */
  readonly problems: string[] = [];
  private readonly browser: Browser;
  private readonly sessionId: string;

  constructor(browser: Browser, sessionId: string) {
    this.browser = browser;
    this.sessionId = sessionId;
  }

  async start(url: string, { width, height, script = '' }: PageOptions): Promise<void> {
    for (const domain of ['Runtime', 'Log', 'Page']) await this.send(`${domain}.enable`);
    await this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 2, mobile: false });
    await this.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    await this.send('Page.navigate', { url });
    await this.until('document.readyState === "complete"', 10);
  }

  /** The value of an expression, as JSON carries it; a promise is awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const options = { expression, returnByValue: true, awaitPromise: true, userGesture: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', options);
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${describe(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  /** Waits until an expression is true. @throws Error after `seconds`, with what the page shows */
  async until(expression: string, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (!await this.evaluate<boolean>(expression)) {
      if (performance.now() > end) {
        const shown = await this.evaluate<string>('document.body.innerText');
        throw new Error(`not within ${seconds} s: ${expression}\nproblems: ${this.problems.join('\n')}\n${shown}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Puts files into an input, as its dialog would. */
  async chooseFiles(selector: string, files: readonly string[]): Promise<void> {
    const { result } = await this.send('Runtime.evaluate', { expression: `document.querySelector('${selector}')` });
    await this.send('DOM.setFileInputFiles', { objectId: (result as { objectId: string }).objectId, files });
  }

  /** Chooses `light` or `dark`, as the system's setting would. */
  async prefer(scheme: 'light' | 'dark'): Promise<void> {
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  }

  /** The whole page as PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    return Buffer.from(data as string, 'base64');
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.browser.send(method, params, this.sessionId);
  }

  notice({ method, params }: Message): void {
    if (method === 'Target.attachedToTarget') void this.hear(params!['sessionId'] as string);
    if (method === 'Runtime.exceptionThrown') this.problems.push(describe(params!['exceptionDetails']));
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params!['type'] as string)) {
      const args = params!['args'] as { value?: unknown; description?: string }[];
      this.problems.push(args.map(({ value, description }) => String(value ?? description)).join(' '));
    }
    if (method === 'Log.entryAdded') {
      const { level, text, url = '' } = params!['entry'] as { level: string; text: string; url?: string };
      if (level === 'error' || level === 'warning') this.problems.push(`${text} ${url}`);
    }
  }

  /** Enables a worker's events. */
  private async hear(sessionId: string): Promise<void> {
    this.browser.listen(sessionId, (event) => this.notice(event));
    for (const domain of ['Runtime', 'Log']) await this.browser.send(`${domain}.enable`, {}, sessionId).catch(() => {});
  }
}

function describe(details: unknown): string {
  const { text, exception } = details as { text: string; exception?: { description?: string } };
  return exception?.description ?? text;
}
