import { InvalidInputError, showValue, suggestName } from '@oneday/core';

/** What a setting may be: one of some names, a number, or yes or no. */
export type SettingKind = 'number' | 'boolean' | 'name';

/** Settings as options of a metric. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/**
 * The options that `--set name=value` gives.
 *
 * @param known the options that the metric has
 * @throws InvalidInputError for an unknown option, or a value of another kind
 */
export function parseSettings(
  metric: string, settings: readonly string[], known: Readonly<Record<string, SettingKind>>,
): Settings {
  return Object.fromEntries(settings.map((setting) => {
    const [name, value] = splitSetting(setting);
    const kind = Object.hasOwn(known, name) ? known[name]! : undefined;
    if (kind === undefined) {
      const names = Object.keys(known);
      const remedy = names.length === 0 ? 'it has none' : suggestName(name, names);
      throw new InvalidInputError(`score ${metric}: unknown setting ${showValue(name)}; ${remedy}`);
    }
    return [name, parseValue(`score ${metric}: ${name}`, value, kind)];
  }));
}

function splitSetting(setting: string): readonly [name: string, value: string] {
  const at = setting.indexOf('=');
  if (at > 0) return [setting.slice(0, at), setting.slice(at + 1)];
  throw new InvalidInputError(`a setting must be name=value, e.g. tokenizer=zh; got ${showValue(setting)}`);
}

function parseValue(what: string, value: string, kind: SettingKind): string | number | boolean {
  if (kind === 'name') return value;
  if (kind === 'boolean') {
    if (value === 'true' || value === 'false') return value === 'true';
    throw new InvalidInputError(`${what} must be true or false; got ${showValue(value)}`);
  }
  return parseNumber(what, value);
}

/** @throws InvalidInputError when the text is no finite number; `what` opens the message */
export function parseNumber(what: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidInputError(`${what} must be a number; got ${showValue(text)}`);
}
