export { openFloat64 } from './float64/open-float64.ts';
