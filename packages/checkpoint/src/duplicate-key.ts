/**
 * Looks for what `JSON.parse` hides or pays for dearly: a key that an object has twice (the last one would win
 * silently) and nesting deeper than a format has. One pass, no recursion, memory in proportion to the text.
 *
 * The text need not be JSON: where it is not, the answer may be anything, and parsing it will fail.
 *
 * @param maxDepth deepest nesting of objects and arrays allowed
 * @returns what was found, or undefined
 */
export function findSuspectKey(text: string, maxDepth: number): { duplicate: string } | { depth: number } | undefined {
  const keysOfObjects: (Set<string> | undefined)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      isKeyNext = character === '{';
      keysOfObjects.push(isKeyNext ? new Set() : undefined);
      if (keysOfObjects.length > maxDepth) return { depth: keysOfObjects.length };
    } else if (character === '}' || character === ']') {
      keysOfObjects.pop();
      isKeyNext = false;
    } else if (character === ',') {
      isKeyNext = keysOfObjects.at(-1) !== undefined;
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (isKeyNext) {
        const key = unescape(text.slice(at, end));
        if (keysOfObjects.at(-1)?.has(key)) return { duplicate: key };
        keysOfObjects.at(-1)?.add(key);
        isKeyNext = false;
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The offset after the closing quote of the string that opens at `start`, or the text's end. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

/** A key written with escapes equals the one written plainly; what is no string stays as it is. */
function unescape(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
