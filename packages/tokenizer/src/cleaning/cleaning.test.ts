import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import {
  collapseWhiteSpace,
  removeControlCharacters,
  removeSpecialCharacters,
  removeZeroWidthCharacters,
} from './characters.ts';
import { chineseWords } from './chinese-words.ts';
import { cleanInOrder } from './cleaner.ts';
import { decodeEntities } from './entities.ts';
import { htmlToText } from './html-to-text.ts';
import { scrubPersonalData } from './personal-data.ts';
import { removeStopWords, stopWords } from './stop-words.ts';
import { removeEmails, removeUrls } from './web-addresses.ts';

describe('htmlToText', () => {
  it.each([
    ['<p>One <b>two</b>\n three.</p><p>Four</p>', 'One two three.\n\nFour'],
    ['a<br>b<br/><br>c', 'a\nb\n\nc'],
    ['<ul><li>x</li><li>y</li></ul>z', 'x\ny\n\nz'],
    ['<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>', '1\t2\n3'],
    ['<pre>  keep\n   this </pre>end', '  keep\n   this \n\nend'],
    ['&lt;b&gt; &amp; &eacute; &#x4e2d;&#25991; &nbsp;x', '<b> & é 中文 \u00a0x'],
    ['<script>alert(1)</script><style>p{}</style>seen<!-- not --><noscript>x</noscript>', 'seen'],
    ['<head><title>t</title></head><body>b</body>', 'b'],
    ['<div>un<i>closed <p>tags', 'unclosed\n\ntags'],
    ['我<em>喜欢</em>吃苹果', '我喜欢吃苹果'],
    ['', ''],
  ])('makes text of %j', (html, text) => {
    expect(htmlToText()(html)).toBe(text);
  });

  it('takes linear time on tags that are never closed', () => {
    const html = '<div><b>'.repeat(50_000);
    const started = process.cpuUsage();
    expect(htmlToText()(`${html}x`)).toBe('x');
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });
});

describe('characters', () => {
  it.each([
    [decodeEntities(), 'a &amp; b &lt;b&gt; &#65;&#x42; &bogus; & c&copy;', 'a & b <b> AB &bogus; & c©'],
    [removeControlCharacters(), 'a\u0000b\r\nc\rd\te\u0007\u009f', 'ab\nc\nd\te'],
    [removeZeroWidthCharacters(), '\ufeffa\u200bb\u00adc\u202e👩\u200d💻', 'abc👩\u200d💻'],
    [removeSpecialCharacters(), 'a★b, 我♥你。x=1 (ok)', 'a b, 我 你。x 1 (ok)'],
    [removeSpecialCharacters({ keep: '=' }), 'x=1, y', 'x=1  y'],
    [collapseWhiteSpace(), '  a \t b \n\n\n\n c\u3000d \n', 'a b\n\nc d'],
    [collapseWhiteSpace({ keepLines: false }), ' a\n\n b\u0085c ', 'a b c'],
  ] as const)('%o', (clean, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });
});

describe('addresses', () => {
  it.each([
    [removeUrls(), 'see https://a.example/b?c=d#e, or www.x.org.', 'see , or .'],
    [removeUrls({ replacement: '[URL]' }), '(http://a.b/c)我们 https://例.例/路。好', '([URL])我们 [URL]。好'],
    [removeEmails({ replacement: '@' }), 'to me.x+y@mail.example.org, not a@b or @c.de', 'to @, not a@b or @c.de'],
  ] as const)('%o', (clean, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });

  it('takes linear time on what nearly is an address', () => {
    const started = process.cpuUsage();
    removeEmails()('a.'.repeat(200_000));
    removeEmails()(`${'a@'.repeat(100_000)}b.`);
    scrubPersonalData()('1 '.repeat(200_000));
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
  });
});

describe('scrubPersonalData', () => {
  it.each([
    ['write to jo@site.org', 'write to [EMAIL]'],
    ['call +49 30 1234567 or (030) 123-4567', 'call [PHONE] or [PHONE]'],
    ['手机13812345678。', '手机[PHONE]。'],
    ['SSN 123-45-6789', 'SSN [ID]'],
    ['身份证 11010519491231002X', '身份证 [ID]'],
    ['card 4111 1111 1111 1111', 'card [ID]'],
    ['IBAN DE89 3704 0044 0532 0130 00.', 'IBAN [ID].'],
  ])('%s', (text, scrubbed) => {
    expect(scrubPersonalData()(text)).toBe(scrubbed);
  });

  it.each([
    'in 1999 and 2024', 'on 2024-01-31 or 31.12.2024', '1 000 000 people, 1,000,000 birds', 'pi is 3.14159265358979',
    'version 10.2.33', 'order 1234567', '123456789012345678',
  ])('leaves %s', (text) => {
    expect(scrubPersonalData()(text)).toBe(text);
  });
});

describe('words', () => {
  it('drops stop words of English', () => {
    expect(removeStopWords('en')('The cat and the dog sat on a mat. I don\'t.')).toBe('cat dog sat mat. don\'t.');
  });

  it('drops stop words of Chinese, which has no spaces', () => {
    expect(removeStopWords('zh')('我喜欢吃你的苹果')).toBe('喜欢吃苹果');
  });

  it('has no list for other languages', () => {
    expect(() => stopWords('de' as 'en')).toThrow(new InvalidInputError(
      'stopWords: lists are there for en and zh; got "de"',
    ));
  });

  it('puts spaces between Chinese words, and none twice', () => {
    expect(chineseWords()('我喜欢吃苹果。I like苹果 very')).toBe('我 喜欢 吃 苹果。I like 苹果 very');
  });

  it('records its version of ICU and warns of another', () => {
    const warnings: string[] = [];
    const { icuVersion, changes } = chineseWords();
    expect(icuVersion).toBe(process.versions.icu);
    expect(changes).toContain(icuVersion);
    chineseWords({ recordedIcuVersion: icuVersion, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([]);
    chineseWords({ recordedIcuVersion: '1.0', onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([
      `chineseWords: texts were segmented with ICU 1.0, this is ${icuVersion}; words may differ`,
    ]);
  });
});

it('does steps in order and says what each changes', () => {
  const clean = cleanInOrder(htmlToText(), removeUrls(), collapseWhiteSpace());
  expect(clean('<p>a  https://b.c d</p>')).toBe('a d');
  expect(clean.changes).toBe('HTML becomes its text; then web addresses become ""; then runs of white space become one '
    + 'space, of empty lines one empty line');
});
