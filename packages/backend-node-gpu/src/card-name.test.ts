import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cardName } from './card-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-cards-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lists a card as the driver does. */
function listCard(address: string, model: string): void {
  mkdirSync(join(folder, address));
  writeFileSync(join(folder, address, 'information'), `Model: \t\t ${model}\nIRQ:   \t\t 17\nGPU UUID: \t GPU-0\n`);
}

describe('the name of a card', () => {
  it('is the driver’s, each model once', () => {
    expect([cardName(folder), cardName(join(folder, 'none'))]).toEqual(['NVIDIA card', 'NVIDIA card']);
    listCard('0000:01:00.0', 'NVIDIA H100 80GB HBM3');
    listCard('0000:02:00.0', 'NVIDIA H100 80GB HBM3');
    expect(cardName(folder)).toBe('NVIDIA H100 80GB HBM3');
    listCard('0000:03:00.0', 'NVIDIA L4');
    expect(cardName(folder)).toBe('NVIDIA H100 80GB HBM3 or NVIDIA L4');
  });
});
