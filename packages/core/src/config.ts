import { ConfigError } from './errors.ts';
import { showValue } from './json.ts';
import { suggestName } from './nearest-name.ts';

/**
 * The part of a schema library that configuration parsing uses. Zod's schemas have this form; packages that describe
 * their configuration with zod depend on it themselves, so that core stays without dependencies and no public type
 * shows a schema.
 */
export interface ConfigSchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly ConfigIssue[] } };
}

/** One thing wrong with a configuration, in zod's terms. */
export interface ConfigIssue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly code?: string | undefined;
  /** The type that a value of code `invalid_type` should have. */
  readonly expected?: string | undefined;
  /** The keys that no one knows, for code `unrecognized_keys`. */
  readonly keys?: readonly string[] | undefined;
}

/**
 * Checks plain data against a schema and returns it typed. Unknown keys are refused when the schema is strict
 * (`z.strictObject`), with the nearest known name; a missing or wrong value is named by its path.
 *
 * @param what what is being parsed; it opens the error line, e.g. `recipe char-gpt`
 * @throws ConfigError with one line about the first thing wrong, and how many more there are
 */
export function parseWith<T>(schema: ConfigSchema<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new ConfigError(`${what}: ${first === undefined ? 'refused' : describe(schema, value, first)}${more}`);
}

function describe(schema: unknown, value: unknown, issue: ConfigIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys' && issue.keys?.[0] !== undefined) {
    const inside = path === '' ? '' : ` in ${path}`;
    const suggestion = suggestName(issue.keys[0], keysAt(schema, issue.path));
    return `unknown key ${showValue(issue.keys[0])}${inside}; ${suggestion}`;
  }
  const found = valueAt(value, issue.path);
  const expected = issue.code === 'invalid_type' ? issue.expected : undefined;
  const rule = `must be ${expected === undefined ? 'as described' : withArticle(expected)}; got ${showValue(found)}`;
  if (path === '') return rule;
  if (found === undefined) return `missing key "${path}"${expected === undefined ? '' : ` (${expected})`}`;
  if (expected !== undefined) return `${path} ${rule}`;
  return `${path}: ${issue.message.replace(/\s+/g, ' ')}; got ${showValue(found)}`;
}

function withArticle(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** What zod's schemas let one look into: an object's shape, an array's element, what `optional()` wraps. */
interface SchemaNode {
  readonly shape?: Readonly<Record<PropertyKey, unknown>>;
  readonly element?: unknown;
  readonly unwrap?: () => unknown;
}

/** The keys of the object schema at a path, or none where the schema cannot be looked into. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let node = unwrapped(schema);
  for (const key of path) node = unwrapped(node?.shape?.[key] ?? node?.element);
  return Object.keys(node?.shape ?? {});
}

function unwrapped(schema: unknown): SchemaNode | undefined {
  let node = schema as SchemaNode | undefined;
  while (node !== undefined && node.shape === undefined && node.element === undefined && node.unwrap !== undefined) {
    node = node.unwrap() as SchemaNode;
  }
  return node;
}
