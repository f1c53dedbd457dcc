/** Shaders: their bindings, and the text around their bodies. */

/** What the elements of a binding are read as. */
export type ElementType = 'f32' | 'i32' | 'u32';

/**
 * A compute shader in WGSL over flat arrays. Sizes are parameters, so that one pipeline serves all shapes. Its text may
 * use `p(n)`, parameter n as u32, and `pf(n)`, the same bits as f32; `infinity()`, `notANumber()` and `isNan(x)`.
 */
export interface Shader {
  /** Names it in errors. */
  readonly key: string;
  /** Bindings in order; `write` ones are read and written. */
  readonly bindings: readonly { readonly name: string; readonly type: ElementType; readonly write?: boolean }[];
  /** Functions before the entry point. */
  readonly functions?: string;
  /** Statements of the entry point. `i` is the number of the invocation, or of the workgroup; both below `count`. */
  readonly body: string;
  /** Whether `body` is run by whole workgroups, with `lane` 0 … 63 in each. Default: each invocation by itself. */
  readonly byWorkgroup?: boolean;
}

/** Invocations in a workgroup. */
export const workgroupSize = 64;
/** Words that every dispatch has before its own parameters: `count`, and the bits of infinity and of a NaN. */
export const commonWords = 3;
/** Words of parameters, the common ones included. */
export const parameterWords = 64;

/** The text of a shader's module. Infinity and NaN come from outside: compilers refuse them as constants. */
export function moduleText({ bindings, functions = '', body, byWorkgroup = false }: Shader): string {
  const storage = bindings.map(({ name, type, write }, i) =>
    `@group(0) @binding(${i + 1}) var<storage, ${write ? 'read_write' : 'read'}> ${name}: array<${type}>;`);
  const index = byWorkgroup
    ? 'let i = group.x + group.y * groups.x;'
    : `let i = (group.x + group.y * groups.x) * ${workgroupSize}u + lane;`;
  return `
@group(0) @binding(0) var<uniform> parameters: array<vec4<u32>, ${parameterWords / 4}>;
${storage.join('\n')}
fn p(n: u32) -> u32 { let word = n + ${commonWords}u; return parameters[word >> 2u][word & 3u]; }
fn pf(n: u32) -> f32 { return bitcast<f32>(p(n)); }
fn infinity() -> f32 { return bitcast<f32>(parameters[0].y); }
fn notANumber() -> f32 { return bitcast<f32>(parameters[0].z); }
fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
${functions}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32) {
  ${index}
  let count = parameters[0].x;
  if (i >= count) { return; }
${body}
}`;
}
