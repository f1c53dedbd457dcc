/** Rotary position embedding (Su et al. 2021) with half-split pairs (i, i + K/2). */

import { floatArgument, intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

const twoOverPi: f64 = 0.6366197723675814;
/** π/2 in two parts; the first has 33 bits, so its product with a quadrant count below 2^20 is exact. */
const halfPiHigh: f64 = 1.5707963267341256;
const halfPiLow: f64 = 6.077100506506192e-11;

/**
 * Writes cos and sin (f32) of an angle given in float64: Taylor polynomials on [−π/4, π/4], error 2e-9, after removing
 * quarter turns.
 */
function cosineAndSine(angle: f64, cosine: usize, sine: usize): void {
  const turns = nearest<f64>(angle * twoOverPi);
  const r = angle - turns * halfPiHigh - turns * halfPiLow;
  const q = r * r;
  const s = r * (1.0 - (q / 6.0) * (1.0 - (q / 20.0) * (1.0 - (q / 42.0) * (1.0 - q / 72.0))));
  const c = 1.0 - (q / 2.0) * (1.0 - (q / 12.0) * (1.0 - (q / 30.0) * (1.0 - (q / 56.0) * (1.0 - q / 90.0))));
  const quadrant = <i32>(<i64>turns & 3);
  const swapped = (quadrant & 1) != 0;
  const absoluteCosine = swapped ? s : c;
  const absoluteSine = swapped ? c : s;
  store<f32>(cosine, <f32>(quadrant == 1 || quadrant == 2 ? -absoluteCosine : absoluteCosine));
  store<f32>(sine, <f32>(quadrant >= 2 ? -absoluteSine : absoluteSine));
}

/**
 * Rotates each pair (a, b) = (x[i], x[i + K/2]) of every head by the angle position · theta^(−2i/K):
 *   (a cos − b sin, a sin + b cos), or by minus that angle if `inverse` (which is the backward pass).
 * The frequencies theta^(−2i/K) are rounded to f32, as everywhere; angles are exact products, reduced in float64 and
 * computed once for all heads of a position.
 * Slots: 0 batch B, 1 time T, 2 heads H, 3 head width K (even), 4 x, 5 x row stride, 6 out, 7 out row stride (floats
 * from one time step to the next, of the H·K packed heads; batches lie T rows apart), 8 positions i32, 9 positions are
 * [B, T] (1) or [T] (0), 10 theta (f32), 11 inverse, 12 accumulate into out. `out` may be `x`. K is bounded by the
 * scratch memory: 8 K + 32 bytes.
 */
export function rotary(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const time = intArgument(args, 1);
  const heads = intArgument(args, 2);
  const headWidth = intArgument(args, 3);
  const xStep = <usize>intArgument(args, 5) << 2;
  const outStep = <usize>intArgument(args, 7) << 2;
  const positions = pointerArgument(args, 8);
  const positionsPerBatch = intArgument(args, 9);
  const inverse = intArgument(args, 11);
  const accumulate = intArgument(args, 12);
  const half = headWidth >> 1;
  const halfBytes = <usize>half << 2;
  const frequencies = scratch;
  const cosines = scratch + 2 * halfBytes;
  const sines = cosines + halfBytes + 16;
  const logTheta = NativeMath.log(<f64>floatArgument(args, 10));
  for (let i = 0; i < half; i++) {
    const frequency = <f32>NativeMath.exp((-logTheta * <f64>i) / <f64>half);
    store<f64>(frequencies + (<usize>i << 3), <f64>frequency);
  }
  const rows = intArgument(args, 0) * time;
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    const position = <f64>load<i32>(positions + (<usize>(positionsPerBatch ? row : row % time) << 2));
    const turn = inverse ? -position : position;
    for (let i = 0; i < half; i++) {
      const at = <usize>i << 2;
      cosineAndSine(turn * load<f64>(frequencies + 2 * at), cosines + at, sines + at);
    }
    const x = pointerArgument(args, 4) + <usize>row * xStep;
    const out = pointerArgument(args, 6) + <usize>row * outStep;
    for (let head = 0; head < heads; head++) {
      const offset = <usize>head * 2 * halfBytes;
      rotateHead(x + offset, out + offset, half, cosines, sines, accumulate);
    }
  }
}

function rotateHead(x: usize, out: usize, half: i32, cosines: usize, sines: usize, accumulate: i32): void {
  const halfBytes = <usize>half << 2;
  for (let left = half; left > 0; left -= 4) {
    const a = v128.load(x);
    const b = v128.load(x + halfBytes);
    const cosine = v128.load(cosines);
    const sine = v128.load(sines);
    let first = f32x4.relaxed_nmadd(b, sine, f32x4.mul(a, cosine));
    let second = f32x4.relaxed_madd(b, cosine, f32x4.mul(a, sine));
    if (accumulate) {
      first = f32x4.add(v128.load(out), first);
      second = f32x4.add(v128.load(out + halfBytes), second);
    }
    storeLanes(out, first, left);
    storeLanes(out + halfBytes, second, left);
    x += 16;
    out += 16;
    cosines += 16;
    sines += 16;
  }
}
