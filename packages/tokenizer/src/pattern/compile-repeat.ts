import type { CharacterTest, Matcher, Subject } from './compile-pattern.ts';

/** How often something may come. */
interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** As many characters as there are, then fewer until the rest matches; without recursion, so that runs may be long. */
export function repeatOne(test: CharacterTest, { least, most }: Bounds, subject: Subject, next: Matcher): Matcher {
  return (start) => {
    const { text } = subject;
    let at = start;
    let count = 0;
    while (count < most && at < text.length) {
      const point = text.codePointAt(at)!;
      if (!test(point)) break;
      at += point > 0xffff ? 2 : 1;
      count++;
    }
    subject.steps += count + 1;
    for (; count >= least; count--) {
      if (++subject.steps > subject.stepLimit) return -1;
      const end = next(at);
      if (end >= 0) return end;
      const unit = text.charCodeAt(at - 1);
      at -= unit >= 0xdc00 && unit <= 0xdfff ? 2 : 1;
    }
    return -1;
  };
}

/**
 * Repeats anything, once more before or after trying the rest. A round that takes nothing ends the repetition.
 *
 * @param compileInner makes the matcher of one round and what comes after it
 */
export function repeatAny(
  compileInner: (next: Matcher) => Matcher, { least, most, mode }: Bounds, subject: Subject, next: Matcher,
): Matcher {
  // Of the rounds under way: how many there were before this place, and where the last began. Kept beside the call
  // stack, since the matcher of a round is compiled once, and put back by whoever changes it.
  let count = 0;
  let roundStart = -1;
  const inner = compileInner((at) => (at === roundStart && count > least ? -1 : round(at)));

  function round(at: number): number {
    if (++subject.steps > subject.stepLimit) return -1;
    if (mode === 'lazy') {
      const end = count >= least ? leave(at) : -1;
      return end >= 0 ? end : again(at);
    }
    const end = again(at);
    return end < 0 && count >= least ? leave(at) : end;
  }

  function again(at: number): number {
    return count < most ? within(count + 1, at, () => inner(at)) : -1;
  }

  function leave(at: number): number {
    return within(0, -1, () => next(at));
  }

  function within(rounds: number, start: number, body: () => number): number {
    const [countBefore, startBefore] = [count, roundStart];
    [count, roundStart] = [rounds, start];
    const end = body();
    [count, roundStart] = [countBefore, startBefore];
    return end;
  }

  return (at) => within(0, -1, () => round(at));
}
