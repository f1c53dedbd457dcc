/** Sums over the invocations of a workgroup. */
import { workgroupSize } from '../wgsl/shader.ts';

/** `sumOfLanes(lane, x)`: the sum of x over the workgroup, in every invocation, added up as a tree. */
export const workgroupSum = `
var<workgroup> lanes: array<f32, ${workgroupSize}>;
fn sumOfLanes(lane: u32, x: f32) -> f32 {
  lanes[lane] = x;
  for (var step = ${workgroupSize / 2}u; step > 0u; step /= 2u) {
    workgroupBarrier();
    if (lane < step) { lanes[lane] += lanes[lane + step]; }
  }
  workgroupBarrier();
  let total = lanes[0];
  workgroupBarrier();
  return total;
}`;
