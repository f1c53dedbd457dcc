/** Numbers as people read them. */

/** `1,003,854` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `0.4 s`, `12 s`, `1 min 05 s`, `2 h 07 min` */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const [minutes, rest] = [Math.floor(Math.round(seconds) / 60), Math.round(seconds) % 60];
  if (minutes === 0) return `${rest} s`;
  if (minutes < 60) return `${minutes} min ${String(rest).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Three significant digits at most, with the thousands as `k`: `12.3k`, `832`, `0.41` */
export function formatRate(rate: number): string {
  if (rate >= 1e3) return `${Number((rate / 1e3).toPrecision(3))}k`;
  return String(Number(rate.toPrecision(rate >= 10 ? 3 : 2)));
}

/** `1.5 MB`, decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
