/** The page that was built, in a real browser: what it trains is what Node trains. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@oneday/backend-cpu';
import { readSafetensors } from '@oneday/checkpoint';
import { readBound } from '@oneday/nn';
import { runRecipe } from '@oneday/recipes';
import { preview } from 'vite';
import type { PreviewServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../src/page/sample-text.ts';
import type { Settings } from '../src/settings.ts';
import { recipeOf } from '../src/training/recipe-of.ts';
import { Browser, chromium } from './browser.ts';
import type { PageOptions } from './browser.ts';
import { PlaygroundPage } from './playground-page.ts';

const root = join(import.meta.dirname, '..');
const pictures = join(root, 'reports');
/** A software WebGPU on a busy machine takes seconds a step. */
const MINUTES = 60_000;
const settings: Settings = { recipe: 'char-gpt', size: 'tiny', device: 'cpu', steps: 50, minutes: 0.1, seed: 7 };

/** The losses and the parameters of the same run in Node. */
async function runInNode() {
  await using backend = await cpu();
  const losses: number[] = [];
  const run = runRecipe(recipeOf(settings, 'Twelve sonnets'), { backend, seed: settings.seed, text: sampleText });
  run.events$.subscribe((event) => {
    if (event.kind === 'step') losses.push(event.loss);
  });
  const { parameters, tokenizer, valLoss } = await run.done;
  return { losses, tensors: await readBound(backend, parameters), tokenizer: tokenizer.toJSON(), valLoss };
}

describe.skipIf(chromium === undefined)('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-page-'));
  let server: PreviewServer;
  let browser: Browser;
  let node: Awaited<ReturnType<typeof runInNode>>;
  let open: PlaygroundPage;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    server = await preview({ root, logLevel: 'warn', preview: { port: 0, host: '127.0.0.1' } });
    browser = await Browser.open(chromium!);
    node = await runInNode();
  }, 2 * MINUTES);

  afterEach(() => {
    expect(open.page.problems).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  async function openPage(options?: Partial<PageOptions>): Promise<PlaygroundPage> {
    open = await PlaygroundPage.open(browser, server.resolvedUrls!.local[0]!, options);
    return open;
  }

  it.each([
    ['WebGPU, computed by SwiftShader', 'webgpu', /SwiftShader/i, 1e-3],
    ['the processor, in a worker', 'cpu', /^Training on WebAssembly SIMD, 1 thread$/, 1e-6],
  ] as const)('trains 50 steps on %s with the losses of Node', async (_, device, status, tolerance) => {
    const playground = await openPage();
    const { page } = playground;
    await page.until('!document.querySelector("#webgpu-note").textContent.includes("…")', 10);
    await playground.choose({ ...settings, device });
    await playground.click('#train');
    await playground.phase('training', 60);
    expect(await playground.text('#status')).toMatch(status);
    await page.until('/after \\d+ steps/.test(document.querySelector("#sample-step").textContent)', 240);
    expect(await page.evaluate('document.body.dataset.phase')).toBe('training');
    await playground.phase('done', 600);
    writeFileSync(join(pictures, `page-${device}.png`), await page.screenshot());

    expect(await page.evaluate('crossOriginIsolated')).toBe(false);
    expect(await playground.text('#status')).toMatch(/^Done: 50 steps in .* bits per byte\.$/);
    expect(Number(await playground.text('#val-loss'))).toBeCloseTo(node.valLoss, 2);
    expect((await playground.text('#sample')).length).toBeGreaterThan(20);
    const losses = lossesIn(await playground.download('events.jsonl'));
    expect(losses).toHaveLength(50);
    expect(largestDifference(losses, node.losses)).toBeLessThan(tolerance);
    expect(JSON.parse((await playground.download('tokenizer.json')).toString())).toEqual(node.tokenizer);
    const { tensors, metadata } = readSafetensors(new Uint8Array(await playground.download('model.safetensors')));
    expect(metadata).toEqual(new Map([['format', 'pt']]));
    expect(shapesOf(tensors)).toEqual(shapesOf(node.tensors));
    for (const [name, { data }] of tensors) {
      const difference = largestDifference(data as Float32Array, node.tensors.get(name)!.data as Float32Array);
      expect(difference, name).toBeLessThan(20 * tolerance);
    }
  }, 16 * MINUTES);

  it('says in one line that the device was lost, and trains again', async () => {
    const playground = await openPage();
    await playground.choose({ ...settings, device: 'webgpu' });
    await playground.click('#train');
    await playground.page.until('Number.parseInt(document.querySelector("#length").textContent) >= 1', 60);
    await browser.send('Browser.crashGpuProcess');
    await playground.page.until('document.body.dataset.phase === "failed"', 60);
    expect(await playground.text('#status')).toMatch(/^Failed: webgpu: the device was lost \(\w+\): .*resume the run$/);
    await playground.click('#train');
    await playground.page.until('Number.parseInt(document.querySelector("#length").textContent) >= 1', 60);
    // The browser itself says of it what the page says.
    const browsersOwn = /Instance reference no longer exists/;
    const ours = playground.page.problems.splice(0).filter((line) => !browsersOwn.test(line));
    expect(ours).toEqual([]);
  }, 5 * MINUTES);

  it('is tried afterwards: it goes on from a prompt, and says what it cannot read', async () => {
    const playground = await openPage();
    await playground.choose({ ...settings, steps: 20 });
    await playground.click('#train');
    await playground.phase('done', 120);
    const prompt = async (text: string) => {
      await playground.page.evaluate(`document.querySelector('#try input').value = ${JSON.stringify(text)}`);
      await playground.click('#try button');
    };
    await prompt('Shall I');
    await playground.page.until('document.querySelector("#sample .given").textContent === "Shall I"', 20);
    await prompt('不');
    await playground.page.until('document.querySelector("#try-note").textContent !== ""', 20);
    expect(await playground.text('#try-note')).toContain('不');
  }, 5 * MINUTES);

  it('stops after the step under way, with what it has learned until then', async () => {
    const playground = await openPage();
    await playground.choose({ ...settings, steps: 100_000 });
    await playground.click('#train');
    await playground.phase('training', 60);
    await playground.page.until('Number.parseInt(document.querySelector("#length").textContent) >= 3', 60);
    await playground.click('#stop');
    await playground.phase('stopped', 60);
    expect(await playground.text('#status')).toMatch(/^Stopped: \d+ steps? in/);
    expect((await playground.download('model.safetensors')).length).toBeGreaterThan(100_000);
  }, 5 * MINUTES);

  it('trains a small BERT, which fills in what is masked', async () => {
    const playground = await openPage({ width: 420 });
    await playground.page.prefer('dark');
    await playground.choose({ ...settings, recipe: 'bert-day' });
    await playground.click('#train');
    await playground.phase('done', 120);
    writeFileSync(join(pictures, 'page-bert.png'), await playground.page.screenshot());
    const filled = await playground.page.evaluate('document.querySelectorAll("#sample :is(.right, .wrong)").length');
    expect(filled).toBeGreaterThan(2);
    expect(await playground.text('#token-name')).toBe('token');
  }, 5 * MINUTES);

  it.each([
    ['has no WebGPU', "Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined })", 'not in this browser'],
    ['finds no card', 'GPU.prototype.requestAdapter = async () => null', 'the browser finds no card'],
  ])('offers the processor where the browser %s, and says so', async (_, script, note) => {
    const playground = await openPage({ script });
    await playground.page.until(`document.querySelector('#webgpu-note').textContent === '${note}'`, 10);
    const chosen = 'document.querySelector("[name=device]:checked").value';
    expect(await playground.page.evaluate(chosen)).toBe('cpu');
    await playground.click('[value=webgpu]');
    expect(await playground.page.evaluate(chosen)).toBe('cpu');
  }, MINUTES);

  it.each([
    ['bytes that are no text', Uint8Array.of(0x61, 0xe9, 0x61), /must be UTF-8; got the byte 0xe9 at offset 1/],
    ['an empty file', '', /it is empty; choose a file with text/],
    ['a text of a few words', 'to be or not', /^Failed: .*got/],
  ])('refuses %s with one line, and is ready for another', async (name, content, line) => {
    const path = join(folder, `${name}.txt`);
    writeFileSync(path, content);
    const playground = await openPage();
    await playground.page.chooseFiles('#file', [path]);
    expect(await playground.text('#text-name')).toBe(`${name}.txt`);
    await playground.click('#train');
    await playground.page.until('document.body.dataset.phase === "failed"', 60);
    const status = await playground.text('#status');
    expect(status).toMatch(line);
    expect(status).not.toContain('\n');
    expect(await playground.page.evaluate('document.querySelector("#train").hidden')).toBe(false);
  }, MINUTES);
});

function largestDifference(some: ArrayLike<number>, others: ArrayLike<number>): number {
  return Array.from(some).reduce((largest, x, i) => Math.max(largest, Math.abs(x - others[i]!)), 0);
}

function lossesIn(journal: Buffer): number[] {
  return journal.toString().trim().split('\n')
    .map((line) => JSON.parse(line) as { kind: string; loss: number })
    .filter(({ kind }) => kind === 'step')
    .map(({ loss }) => loss);
}

function shapesOf(tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>) {
  return Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]).sort());
}
