/**
 * Porter's stemmer (Porter 1980, "An algorithm for suffix stripping") with the changes that NLTK's has by default: a
 * few irregular words, words of four letters that end in "ies" and "ied", and small departures in steps 1c and 2.
 * ROUGE with stemming is defined by it.
 */

/** A suffix, what replaces it, and what must hold for the stem before it. */
type Rule = readonly [suffix: string, replacement: string, allows: (stem: string) => boolean];

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['sky', 'sky'], ['skies', 'sky'], ['dying', 'die'], ['lying', 'lie'], ['tying', 'tie'], ['news', 'news'],
  ['innings', 'inning'], ['inning', 'inning'], ['outings', 'outing'], ['outing', 'outing'], ['cannings', 'canning'],
  ['canning', 'canning'], ['howe', 'howe'], ['proceed', 'proceed'], ['exceed', 'exceed'], ['succeed', 'succeed'],
]);

const always = () => true;
const hasMeasure = (stem: string) => measure(stem) > 0;
const isLong = (stem: string) => measure(stem) > 1;

const PLURALS: readonly Rule[] = [
  ['sses', 'ss', always], ['ies', 'i', always], ['ss', 'ss', always], ['s', '', always],
];

const DOUBLE_SUFFIXES: readonly Rule[] = [
  ...([
    ['ational', 'ate'], ['tional', 'tion'], ['enci', 'ence'], ['anci', 'ance'], ['izer', 'ize'], ['bli', 'ble'],
    ['alli', 'al'], ['entli', 'ent'], ['eli', 'e'], ['ousli', 'ous'], ['ization', 'ize'], ['ation', 'ate'],
    ['ator', 'ate'], ['alism', 'al'], ['iveness', 'ive'], ['fulness', 'ful'], ['ousness', 'ous'], ['aliti', 'al'],
    ['iviti', 'ive'], ['biliti', 'ble'], ['fulli', 'ful'],
  ] as const).map(([suffix, replacement]): Rule => [suffix, replacement, hasMeasure]),
  // The l counts to the stem here, so that "geologi" becomes "geolog".
  ['logi', 'log', (stem) => measure(`${stem}l`) > 0],
];

const ADJECTIVES: readonly Rule[] = ([
  ['icate', 'ic'], ['ative', ''], ['alize', 'al'], ['iciti', 'ic'], ['ical', 'ic'], ['ful', ''], ['ness', ''],
] as const).map(([suffix, replacement]): Rule => [suffix, replacement, hasMeasure]);

const ENDINGS: readonly Rule[] = [
  'al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent', 'ion', 'ou', 'ism', 'ate', 'iti',
  'ous', 'ive', 'ize',
].map((suffix): Rule => [suffix, '', suffix === 'ion' ? (stem) => isLong(stem) && /[st]$/.test(stem) : isLong]);

/** The stem of a word in lower case. */
export function porterStem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  let stem = withoutPlural(word);
  stem = withoutTense(stem);
  if (/[^aeiou]y$/.test(stem) && stem.length > 2 && isConsonant(stem, stem.length - 2)) stem = `${stem.slice(0, -1)}i`;
  stem = withoutDoubleSuffix(stem);
  stem = applyFirst(stem, ADJECTIVES);
  stem = applyFirst(stem, ENDINGS);
  stem = withoutFinalE(stem);
  return stem.endsWith('ll') && isLong(stem.slice(0, -1)) ? stem.slice(0, -1) : stem;
}

/** The word by the first rule whose suffix it has; unchanged where the rule does not allow its stem. */
function applyFirst(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement, allows] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, word.length - suffix.length);
    return allows(stem) ? stem + replacement : word;
  }
  return word;
}

function withoutPlural(word: string): string {
  return word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : applyFirst(word, PLURALS);
}

/** Step 1b: past tense and the present participle. */
function withoutTense(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((ending) => (
    word.endsWith(ending) && hasVowel(word.slice(0, word.length - ending.length))
  ));
  if (suffix === undefined) return word;
  const stem = word.slice(0, word.length - suffix.length);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsInDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsInShortSyllable(stem) ? `${stem}e` : stem;
}

function withoutDoubleSuffix(word: string): string {
  // "alli" first becomes "al", and what that leaves is looked at again.
  if (word.endsWith('alli') && hasMeasure(word.slice(0, -4))) return withoutDoubleSuffix(word.slice(0, -2));
  return applyFirst(word, DOUBLE_SUFFIXES);
}

function withoutFinalE(word: string): string {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  const syllables = measure(stem);
  return syllables > 1 || (syllables === 1 && !endsInShortSyllable(stem)) ? stem : word;
}

/** By letter, whether it is a consonant; a y is one unless it follows one. */
function consonants(word: string): boolean[] {
  const flags: boolean[] = [];
  for (let i = 0; i < word.length; i++) {
    if (word[i] === 'y') flags.push(i === 0 || !flags[i - 1]!);
    else flags.push(!'aeiou'.includes(word[i]!));
  }
  return flags;
}

function isConsonant(word: string, at: number): boolean {
  return consonants(word)[at]!;
}

function hasVowel(word: string): boolean {
  return consonants(word).includes(false);
}

/** Porter's measure m: how often a vowel is followed by a consonant. */
function measure(word: string): number {
  const flags = consonants(word);
  return flags.filter((flag, i) => flag && flags[i - 1] === false).length;
}

function endsInDoubleConsonant(word: string): boolean {
  return word.length >= 2 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);
}

/** Consonant, vowel, and a consonant other than w, x and y; or a vowel and a consonant that are all there is. */
function endsInShortSyllable(word: string): boolean {
  const flags = consonants(word);
  if (word.length === 2) return !flags[0]! && flags[1]!;
  if (word.length < 3 || /[wxy]$/.test(word)) return false;
  const [first, second, third] = flags.slice(-3);
  return first! && !second! && third!;
}
