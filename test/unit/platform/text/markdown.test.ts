import { describe, expect, it } from 'vitest';
import { proseOf } from '../../../../src/platform/text/markdown.ts';

const texts = (script: string): string[] => proseOf(script).paragraphs.map(({ text }) => text);

describe('a script in Markdown', () => {
  it.each([
    ['emphasis', '**Sunlight** is *white*, __really__ ***so***.', ['Sunlight is white, really so.']],
    ['marks that are no emphasis', '2 * 3 * 4, snake_case_name, 5 _ 6', ['2 * 3 * 4, snake_case_name, 5 _ 6']],
    ['escaped marks', String.raw`\*not emphasis\* and \$3`, ['*not emphasis* and $3']],
    ['a link as its text', 'See [the *map*](https://example.com/a "title") now.', ['See the map now.']],
    [
      'an address as it is',
      'See https://example.com/a_b_c and <https://example.org>.',
      ['See https://example.com/a_b_c and https://example.org.'],
    ],
    ['headings', '# The sky #\nWhy?\n\nBlue\n====\nSo.', ['The sky', 'Why?', 'Blue', 'So.']],
    ['hashes that are no heading', '#1 hit and #topic', ['#1 hit and #topic']],
    ['bullets', '- One\n* Two\n+ Three\n• Four\n– Five', ['One', 'Two', 'Three', 'Four', 'Five']],
    ['numbered lists with their numbers', '1. One\n2) Two', ['1. One', '2) Two']],
    ['a date at the start of a line', '3. Oktober ist ein Feiertag.', ['3. Oktober ist ein Feiertag.']],
    ['nested lists', '- One\n  - Two\n    continued\n- Three', ['One', 'Two continued', 'Three']],
    ['tasks without their boxes', '- [ ] Write\n- [x] Read', ['Write', 'Read']],
    ['quotes', '> One\n> two\n\n> Three', ['One two', 'Three']],
    ['tables row by row', '| Planet | Moons |\n|---|--:|\n| Earth | 1 |\n| Mars | 2 |', ['Planet, Moons', 'Earth, 1', 'Mars, 2']],
    ['bars that are no table', 'this | that', ['this | that']],
    ['inline code as text', 'Type `npm start` now.', ['Type npm start now.']],
    ['indented lines as text', 'A poem:\n\n    Roses are red', ['A poem:', 'Roses are red']],
    ['formatting tags', 'A <b>bold</b> move<br>and H<sub>2</sub>O <!-- note -->', ['A bold move and H2O']],
    ['words in angle brackets', 'Hello <name>, if x < 5 and y > 3.', ['Hello <name>, if x < 5 and y > 3.']],
    ['entities', 'Tom &amp; Jerry &lt;3 &#8364;5 &nbsp;&unknown;', ['Tom & Jerry <3 €5 &unknown;']],
    [
      'blocks of HTML',
      '<h1>Hi</h1>\n<p>We sell <b>shoes</b>.</p><ul><li>One</li><li>Two</li></ul><script>alert("x")</script>',
      ['Hi', 'We sell shoes.', 'One', 'Two'],
    ],
    ['more entities', '&pound;5 &ndash; &euro;9, sch&ouml;n, caf&eacute;', ['£5 – €9, schön, café']],
    ['texts of footnotes', 'Sunlight[^1] is white.\n\n[^1]: Source: NASA.\n    More.', ['Sunlight is white.']],
    ['lines of a dialogue', 'ANNA: Hello!\nBEN: Hi.\n\n男：你好\n女：好', ['ANNA: Hello!', 'BEN: Hi.', '男：你好', '女：好']],
    ['lines with a label', 'Our hours:\nMon–Thu: 11:00–22:00\nSun: closed', ['Our hours:', 'Mon–Thu: 11:00–22:00', 'Sun: closed']],
    [
      'numbered lines',
      '2. Methods\n2.1 Participants\n2.2 Design\n   a) First',
      ['2. Methods', '2.1 Participants', '2.2 Design', 'a) First'],
    ],
    ['Chinese headings', '一、背景\n（一）样本\n二、结论', ['一、背景', '（一）样本', '二、结论']],
    ['a line of its own after a list', '- 20 cl de lait\nCuire à 180 °C.', ['20 cl de lait', 'Cuire à 180 °C.']],
    ['wrapped lines', 'A sentence that goes\non here: and here.', ['A sentence that goes on here: and here.']],
    ['footnotes', 'Sunlight[^1] is white.\n\n[ref]: https://example.com', ['Sunlight is white.']],
    ['deleted words', 'Some ~~old~~ words, ~5 to ~10', ['Some old words, ~5 to ~10']],
    ['rules between paragraphs', 'One\n\n---\n\nTwo\n\n* * *\n\nThree', ['One', 'Two', 'Three']],
    ['Chinese lines without spaces', '天空\n是蓝色的。', ['天空是蓝色的。']],
    ['Windows line ends', 'One\r\ntwo\r\n\r\nThree', ['One two', 'Three']],
    ['invisible characters', 'so\u00ADft\u200B wo\uFEFFrds \u202Ehere\u202C e\u0301', ['soft words here é']],
    ['joiners where words need them', '👩‍🚀 and می‌خواهم', ['👩‍🚀 and می‌خواهم']],
  ])('has %s', (_, script, expected) => {
    expect(texts(script)).toEqual(expected);
  });

  it('leaves out code blocks and pictures and tells so', () => {
    const { paragraphs, leftOut } = proseOf('Before.\n\n```js\nrun();\n```\n\n~~~\nmore\n~~~\n\n![A cat](cat.png) After.');
    expect(paragraphs.map(({ text }) => text)).toEqual(['Before.', 'After.']);
    expect(leftOut).toEqual(['2 code blocks', '1 picture']);
    expect(proseOf('A[^1] <style>b {}</style>\n\n[^1]: Note.').leftOut).toEqual(['1 code block', '1 footnote']);
    expect(proseOf('Nothing else.').leftOut).toEqual([]);
  });

  it('begins a scene where the author set a paragraph apart, not with each line of a list', () => {
    const script = '# Title\n\nBelow it.\n\nApart.\n\n- One\n- Two\n\n> Quote\n\nLast.';
    expect(
      proseOf(script)
        .paragraphs.filter(({ startsScene }) => startsScene)
        .map(({ text }) => text),
    ).toEqual(['Title', 'Apart.', 'Quote', 'Last.']);
  });

  it.each([
    '> '.repeat(10_000),
    '1. '.repeat(6_000),
    '- '.repeat(10_000),
    '['.repeat(20_000),
    '*a '.repeat(6_000),
    '`'.repeat(20_000),
    '<a '.repeat(6_000),
  ])('is read in a moment, however it is nested (%#)', (hostile) => {
    const from = performance.now();
    proseOf(`${hostile}x`);
    expect(performance.now() - from).toBeLessThan(3_000);
  });
});
