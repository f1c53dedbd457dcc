/** A copy of twice the length, with zeros behind what there was. */
export function grownInt32(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}

/** A copy of twice the length, with zeros behind what there was. */
export function grownFloat64(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
