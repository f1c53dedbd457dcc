/** What the schemas of several recipes share. */
import { z } from 'zod';

/** A number of things. */
export const count = z.int().min(1);
/** A share that may be none, but not all. */
export const fraction = z.number().min(0).lt(1);
/** A share that may be all, but not none. */
export const positiveFraction = z.number().gt(0).max(1);
/** Above 0. */
export const positive = z.number().gt(0);
/** A precision policy. */
export const precision = z.enum(['f32', 'bf16', 'f16']);

/** AdamW's numbers. */
export const adamwSchema = z.strictObject({
  beta1: fraction,
  beta2: fraction,
  epsilon: positive,
  weightDecay: z.number().min(0),
});
