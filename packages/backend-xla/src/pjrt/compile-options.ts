/** The options of a compilation, as XLA's `CompileOptionsProto` in protobuf's wire format. */

const textEncoder = new TextEncoder();

/** One replica on one partition: fields 4 and 5 of `ExecutableBuildOptionsProto`, which is field 3. */
const ONE_DEVICE = [0x1a, 0x04, 0x20, 0x01, 0x28, 0x01];

/**
 * Options for one device. Empty options would abort the process; so would a flag that XLA does not know, if it came
 * by `XLA_FLAGS`: here it is an error of the compilation.
 *
 * XLA may by default leave out the rounding of f32 → bf16 → f32 and compute on in f32, and on a processor it loses NaN
 * in a maximum. Programs here mean their casts, and a NaN is told.
 */
export function compileOptions(platform: string): Uint8Array {
  const flags = ['xla_allow_excess_precision', ...(platform === 'cpu' ? ['xla_cpu_enable_fast_min_max'] : [])];
  return Uint8Array.from([...ONE_DEVICE, ...flags.flatMap((name) => flagBytes(name, false))]);
}

/** An entry of the map `env_option_overrides`, field 7: a name, and an `OptionOverrideProto` with `bool_field`, 2. */
function flagBytes(name: string, value: boolean): number[] {
  const key = textEncoder.encode(name);
  const entry = [0x0a, key.length, ...key, 0x12, 0x02, 0x10, value ? 1 : 0];
  return [0x3a, entry.length, ...entry];
}
