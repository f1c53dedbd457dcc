import { ConfigError, isJsonObject, showValue } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import { parseRecipe } from './recipe.ts';
import type { Recipe } from './recipe.ts';

/** Longest setting accepted, in UTF-16 units: longer than any path. */
const MAX_CHARACTERS = 10_000;

/**
 * A recipe with some values replaced, checked as a whole afterwards.
 *
 * @param settings `path=value`, e.g. `training.steps=200`: keys from the outside in, joined by dots. A value that is
 *   JSON (a number, `true`, a quoted string) is taken as such, anything else as a string.
 * @throws ConfigError for a setting of another form, and for what the recipe then refuses
 */
export function applySettings(recipe: Recipe, settings: readonly string[]): Recipe {
  const changed = settings.reduce<Json>((data, setting) => applySetting(data, setting), toJson(recipe));
  return parseRecipe(changed);
}

function toJson(recipe: Recipe): Json {
  return JSON.parse(JSON.stringify(recipe)) as Json;
}

function applySetting(data: Json, setting: string): Json {
  const equals = setting.indexOf('=');
  const keys = setting.slice(0, equals).split('.');
  if (equals < 1 || keys.includes('') || setting.length > MAX_CHARACTERS) {
    throw new ConfigError(`a setting must be path=value, e.g. training.steps=200; got ${showValue(setting)}`);
  }
  return replaceAt(data, keys, valueOf(setting.slice(equals + 1)), setting);
}

function replaceAt(data: Json, keys: readonly string[], value: Json, setting: string): Json {
  const [key, ...inner] = keys;
  if (key === undefined) return value;
  if (!isJsonObject(data)) throw new ConfigError(`setting ${showValue(setting)}: there are no keys below a value`);
  // A key that is not there is made, so that the recipe's check names it; a computed key never reaches the prototype.
  const before: JsonObject | Json = Object.hasOwn(data, key) ? data[key]! : {};
  return { ...data, [key]: replaceAt(before, inner, value, setting) };
}

function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
