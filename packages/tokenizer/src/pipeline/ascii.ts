/** Whether all characters are ASCII, of which much is true that takes time to find out for others. */
export function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}
