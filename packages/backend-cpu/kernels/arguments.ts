// Arguments are consecutive 32-bit slots. `slot` counts from 0.

// @ts-ignore: decorator
@inline
export function intArgument(args: usize, slot: i32): i32 {
  return load<i32>(args + (<usize>slot << 2));
}

// @ts-ignore: decorator
@inline
export function floatArgument(args: usize, slot: i32): f32 {
  return load<f32>(args + (<usize>slot << 2));
}

// @ts-ignore: decorator
@inline
export function pointerArgument(args: usize, slot: i32): usize {
  return load<usize>(args + (<usize>slot << 2));
}
