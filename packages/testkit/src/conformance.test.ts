import { conformance } from './conformance.ts';
import { openFloat64 } from './float64/open-float64.ts';
import { openVariant, roundedToF32 } from './variant-tests/open-variant.ts';

conformance({ name: 'float64', open: openFloat64 });

const openRounded = async () => openVariant(roundedToF32);
conformance({ name: 'float64 rounded to float32', open: openRounded, openReference: openRounded });
