/**
 * Functions of one number in WGSL, to a few units in the last place: the language's own may be off by thousands.
 * Arguments of `sineOf` and `cosineOf` are reduced by three parts of π/2 and lose accuracy beyond some thousands.
 */
export const mathFunctions = `
fn expOf(x: f32) -> f32 {
  let c = clamp(x, -104.0, 89.0);
  let k = round(c * 1.4426950408889634);
  let r = fma(k, -1.42860682030941723e-6, fma(k, -0.693145751953125, c));
  var q = fma(r, 0.0013814433477818966, 0.008368796668946743);
  q = fma(q, r, 0.041668396443128586);
  q = fma(q, r, 0.1666651964187622);
  q = fma(q, r, 0.4999999403953552);
  q = fma(q, r * r, r) + 1.0;
  let n = i32(k);
  let half = n >> 1u;
  let result = (q * bitcast<f32>((half + 127) << 23u)) * bitcast<f32>((n - half + 127) << 23u);
  return select(result, x, isNan(x));
}
fn logOf(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if (isNan(x) || bits == 0x7f800000u) { return x; }
  if ((bits & 0x7fffffffu) < 0x00800000u) { return -infinity(); }
  if ((bits >> 31u) == 1u) { return notANumber(); }
  var e = f32(i32(bits >> 23u) - 126);
  var m = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  if (m < 0.70710678) { e -= 1.0; m += m; }
  let f = m - 1.0;
  let z = f * f;
  var q = fma(f, 7.0376836292e-2, -1.1514610310e-1);
  q = fma(q, f, 1.1676998740e-1);
  q = fma(q, f, -1.2420140846e-1);
  q = fma(q, f, 1.4249322787e-1);
  q = fma(q, f, -1.6668057665e-1);
  q = fma(q, f, 2.0000714765e-1);
  q = fma(q, f, -2.4999993993e-1);
  q = fma(q, f, 3.3333331174e-1);
  let low = fma(e, -2.12194440e-4, fma(-0.5, z, f * z * q));
  return fma(e, 0.693359375, f + low);
}
fn withSign(x: f32, magnitude: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(magnitude) & 0x7fffffffu) | (bitcast<u32>(x) & 0x80000000u));
}
fn tanhOf(x: f32) -> f32 {
  let m = abs(x);
  let z = x * x;
  if (m < 0.625) {
    var q = fma(z, -0.005717044696211815, 0.020650586113333702);
    q = fma(q, z, -0.05374349653720856);
    q = fma(q, z, 0.13331490755081177);
    q = fma(q, z, -0.3333328366279602);
    return withSign(x, fma(q * z, m, m));
  }
  return select(withSign(x, 1.0 - 2.0 / (expOf(min(m + m, 88.0)) + 1.0)), x, isNan(x));
}
fn erfOf(x: f32) -> f32 {
  let m = min(abs(x), 8.0);
  let z = m * m;
  if (m < 1.0) {
    var q = fma(z, -0.0005631421809084713, 0.004917551297694445);
    q = fma(q, z, -0.02671131119132042);
    q = fma(q, z, 0.11280179768800735);
    q = fma(q, z, -0.37612324953079224);
    q = fma(q, z, 1.1283791065216064);
    return withSign(x, q * m);
  }
  let t = 1.0 / fma(0.42, m, 1.0);
  var c = fma(t, 0.07057113200426102, -0.32169222831726074);
  c = fma(c, t, 0.4431838095188141);
  c = fma(c, t, -0.13287635147571564);
  c = fma(c, t, 0.27000918984413147);
  c = fma(c, t, 0.19433428347110748);
  c = fma(c, t, 0.23965007066726685);
  c = fma(c, t, 0.23681993782520294);
  return select(withSign(x, 1.0 - c * t * expOf(-z)), x, isNan(x));
}
fn quarterTurn(x: f32, shift: i32) -> f32 {
  let k = round(x * 0.6366197723675814);
  let r = fma(k, -7.54978995489188e-8, fma(k, -4.837512969970703125e-4, fma(k, -1.5703125, x)));
  let z = r * r;
  let turn = (i32(k) + shift) & 3;
  var q = fma(z, -1.9515295891e-4, 8.3321608736e-3);
  q = fma(fma(q, z, -1.6666654611e-1) * z, r, r);
  if ((turn & 1) == 1) {
    q = fma(z, 2.443315711809948e-5, -1.388731625493765e-3);
    q = fma(fma(q, z, 4.166664568298827e-2) * z, z, fma(-0.5, z, 1.0));
  }
  return select(q, -q, turn > 1);
}
fn sineOf(x: f32) -> f32 { return select(quarterTurn(x, 0), notANumber(), isNan(x - x)); }
fn cosineOf(x: f32) -> f32 { return select(quarterTurn(x, 1), notANumber(), isNan(x - x)); }
fn powerOf(a: f32, b: f32) -> f32 {
  if (b == 0.0) { return 1.0; }
  if (isNan(a) || isNan(b)) { return notANumber(); }
  let isWhole = floor(b) == b;
  if (a < 0.0 && !isWhole) { return notANumber(); }
  let isOdd = isWhole && abs(b) < 16777216.0 && (i32(b) & 1) == 1;
  let m = abs(a);
  var result = 0.0;
  if (m == 0.0) { result = select(0.0, infinity(), b < 0.0); } else { result = expOf(b * logOf(m)); }
  return select(result, -result, a < 0.0 && isOdd);
}
fn roundToF16(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let m = bits & 0x7fffffffu;
  if (m > 0x7f800000u) { return x; }
  if (m >= 0x477ff000u) { return withSign(x, infinity()); }
  if (m < 0x38800000u) { return withSign(x, round(abs(x) * 16777216.0) * 5.9604644775390625e-8); }
  let rounded = (m + 0xfffu + ((m >> 13u) & 1u)) & 0xffffe000u;
  return bitcast<f32>(rounded | (bits & 0x80000000u));
}
fn roundToBf16(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return x; }
  return bitcast<f32>((bits + 0x7fffu + ((bits >> 16u) & 1u)) & 0xffff0000u);
}
fn toI32(x: f32) -> i32 {
  if (isNan(x)) { return 0; }
  if (x >= 2147483648.0) { return 2147483647; }
  if (x < -2147483648.0) { return bitcast<i32>(0x80000000u); }
  return i32(x);
}
fn toU32(x: f32) -> u32 {
  if (isNan(x) || x < 0.0) { return 0u; }
  if (x >= 4294967296.0) { return 0xffffffffu; }
  return u32(x);
}`;
