/** The page as one who uses it has it: its inputs, its buttons, and what it shows. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../src/settings.ts';
import type { Browser, Page, PageOptions } from './browser.ts';

/** Drives the page in a browser. */
export class PlaygroundPage {
  readonly page: Page;
  private readonly browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  static async open(browser: Browser, url: string, options: Partial<PageOptions> = {}): Promise<PlaygroundPage> {
    return new PlaygroundPage(browser, await browser.open(url, { width: 1240, height: 900, ...options }));
  }

  /** Sets inputs as hands would, so that the page hears of it. */
  async choose(settings: Partial<Settings>): Promise<void> {
    for (const [name, value] of Object.entries(settings)) {
      await this.page.evaluate(`{
        const [first, ...others] = document.querySelectorAll('#settings [name=${name}]');
        const radio = [first, ...others].find(({ type, value }) => type === 'radio' && value === '${value}');
        if (radio) radio.click();
        else {
          first.value = '${value}';
          first.dispatchEvent(new Event('change', { bubbles: true }));
        }
      }`);
    }
  }

  async click(selector: string): Promise<void> {
    await this.page.evaluate(`document.querySelector('${selector}').click()`);
  }

  text(selector: string): Promise<string> {
    return this.page.evaluate(`document.querySelector('${selector}').textContent`);
  }

  /** Waits until the run is in a phase; a run that fails is waited for no longer. */
  async phase(phase: string, seconds: number): Promise<void> {
    await this.page.until(`['${phase}', 'failed'].includes(document.body.dataset.phase)`, seconds);
    if (await this.page.evaluate('document.body.dataset.phase') !== phase) throw new Error(await this.text('#status'));
  }

  /** Clicks on a file of the finished run; gives what landed on the disk. */
  async download(name: string): Promise<Buffer> {
    const path = join(this.browser.downloads, name);
    // One of a run before must not be taken for this one's.
    rmSync(path, { force: true });
    await this.click(`#downloads a[download="${name}"]`);
    const end = performance.now() + 10_000;
    while (!readdirSync(this.browser.downloads).includes(name)) {
      if (performance.now() > end) throw new Error(`download of ${name}: nothing came`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const content = readFileSync(path);
    rmSync(path);
    return content;
  }
}
