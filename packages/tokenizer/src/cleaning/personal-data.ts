import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';
import { EMAIL } from './web-addresses.ts';

/** Digits, alone or set apart by single spaces, dots, hyphens or brackets, perhaps behind a plus sign. */
const NUMBER = /(?<![A-Za-z\d])(?:\+|00)?\(?\d(?:[ .()/-]{0,2}\d){5,24}[Xx]?(?![A-Za-z\d])/g;

/** Two letters, two check digits and 11 to 30 more, in fours or not. */
const BANK_ACCOUNT = /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}(?![A-Za-z\d])/g;

/**
 * Personal data becomes the name of its kind: e-mail addresses `[EMAIL]`, phone numbers `[PHONE]`, numbers of identity,
 * bank accounts and cards `[ID]`. It goes by shape: digits with a check sum (Chinese identity numbers, cards, bank
 * accounts) or in known groups (American social security numbers), and phone numbers with a plus sign, or of 7 to 15
 * digits in groups, or Chinese mobile ones. Plain numbers, years, dates and amounts stay. No such list is complete.
 */
export function scrubPersonalData(): Cleaner {
  return cleaner('e-mail addresses, phone and identity numbers become the name of their kind', (text) => (
    text
      .replaceAll(EMAIL, '[EMAIL]')
      .replaceAll(BANK_ACCOUNT, (found) => (isBankAccount(found) ? '[ID]' : found))
      .replaceAll(NUMBER, (found) => kindOf(found) ?? found)
  ));
}

const DATE = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})$/;
const THOUSANDS = /^\d{1,3}(?:[ .]\d{3})+$/;

function kindOf(found: string): string | undefined {
  const digits = found.replaceAll(/[^\dXx]/g, '').toUpperCase();
  if (/^\d{3}-\d{2}-\d{4}$/.test(found) || isChineseIdentity(digits) || isCard(digits)) return '[ID]';
  if (DATE.test(found) || THOUSANDS.test(found)) return undefined;
  const isInternational = /^(?:\+|00)/.test(found);
  const hasLength = digits.length >= 7 && digits.length <= 15;
  const isGrouped = /^\(?0?\d{2,5}\)?[ ./-]\d{2,}(?:[ .-]\d{2,})*$/.test(found);
  const isChineseMobile = /^1[3-9]\d{9}$/.test(digits);
  return hasLength && (isInternational || isGrouped || isChineseMobile) ? '[PHONE]' : undefined;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** 18 characters, the last a check sum (GB 11643). */
function isChineseIdentity(digits: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(digits)) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return '10X98765432'[sum % 11] === digits[17];
}

/** 13 to 19 digits whose last is a check sum (Luhn). */
function isCard(digits: string): boolean {
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** Check digits of ISO 13616. */
function isBankAccount(found: string): boolean {
  const account = found.replaceAll(' ', '');
  let rest = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    for (const digit of String(parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
