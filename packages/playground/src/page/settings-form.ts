import { initialSettings, limits, sizeDescriptions } from '../settings.ts';
import type { DeviceName, RecipeName, Settings, SizeName } from '../settings.ts';
import { byId } from './element.ts';

/** The form of what can be chosen. Nothing can be while a run is under way. */
export class SettingsForm {
  private readonly form = byId<HTMLFormElement>('settings');
  private readonly size = this.form.querySelector('select')!;

  /** @param submit called when training is asked for, with numbers that are in range */
  constructor(submit: () => void) {
    for (const [name, { min, max }] of Object.entries(limits)) {
      Object.assign(this.input(name), { min: String(min), max: String(max) });
    }
    this.set(initialSettings);
    this.form.addEventListener('change', () => this.showRecipe());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit();
    });
    byId('cpu-note').textContent = `WebAssembly, ${crossOriginIsolated ? 'all cores' : 'one thread'}`;
    void this.findCard();
  }

  get settings(): Settings {
    const data = new FormData(this.form);
    return {
      recipe: data.get('recipe') as RecipeName,
      size: data.get('size') as SizeName,
      device: data.get('device') as DeviceName,
      steps: this.input('steps').valueAsNumber,
      minutes: this.input('minutes').valueAsNumber,
      seed: this.input('seed').valueAsNumber,
    };
  }

  /** Shows whether a run is under way. */
  setRunning(isRunning: boolean): void {
    byId<HTMLFieldSetElement>('choices').disabled = isRunning;
    byId('train').hidden = isRunning;
    byId('stop').hidden = !isRunning;
  }

  private set({ recipe, size, device, steps, minutes, seed }: Settings): void {
    this.choose('recipe', recipe);
    this.choose('device', device);
    Object.entries({ steps, minutes, seed }).forEach(([name, value]) => (this.input(name).value = String(value)));
    this.showRecipe();
    this.size.value = size;
  }

  /** Sizes in the words of the recipe, and the inputs that it has. */
  private showRecipe(): void {
    const { recipe, size } = this.settings;
    this.size.replaceChildren(...Object.entries(sizeDescriptions[recipe]).map(([value, text]) => (
      new Option(text, value, false, value === size)
    )));
    for (const row of this.form.querySelectorAll<HTMLElement>('[data-of]')) {
      row.hidden = row.dataset['of'] !== recipe;
      row.querySelector('input')!.disabled = row.hidden;
    }
  }

  /** WebGPU is chosen where it has a card; where it computes on the processor, our own kernels are faster. */
  private async findCard(): Promise<void> {
    const gpu = (navigator as { gpu?: { requestAdapter(): Promise<{ info: GpuInfo } | null> } }).gpu;
    const note = byId('webgpu-note');
    if (gpu === undefined) {
      this.radio('device', 'webgpu').disabled = true;
      note.textContent = window.isSecureContext ? 'not in this browser' : 'needs https or localhost';
      return;
    }
    const info = (await gpu.requestAdapter())?.info;
    if (info === undefined) {
      this.radio('device', 'webgpu').disabled = true;
      note.textContent = 'the browser finds no card';
      return;
    }
    const isSoftware = info.isFallbackAdapter === true || /swiftshader|llvmpipe/i.test(info.architecture);
    note.textContent = [info.vendor, info.architecture].filter(Boolean).join(' ') + (isSoftware ? ', no card' : '');
    if (!isSoftware) this.choose('device', 'webgpu');
  }

  private choose(name: string, value: string): void {
    this.radio(name, value).checked = true;
  }

  private radio(name: string, value: string): HTMLInputElement {
    return this.form.querySelector(`input[name=${name}][value=${value}]`)!;
  }

  private input(name: string): HTMLInputElement {
    return this.form.querySelector(`input[name=${name}]`)!;
  }
}

interface GpuInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly isFallbackAdapter?: boolean;
}
