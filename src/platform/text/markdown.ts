import { Lexer, Tokenizer } from 'marked';
import type { Token, Tokens } from 'marked';
import { counted } from './counted.ts';
import { isSpeakable, joinWords, plainText } from './plain-text.ts';

export interface Paragraph {
  readonly text: string;
  /** Whether the author separated it, so that a scene begins here. List items, table rows and the text below a heading continue a scene. */
  readonly startsScene: boolean;
  /** An item of a list or a row of a table, which belongs to its neighbours. */
  readonly isItem?: true;
}

export interface Prose {
  readonly paragraphs: readonly Paragraph[];
  /** Parts that were left out, for people: `1 code block`. */
  readonly leftOut: readonly string[];
}

/**
 * Reads some of Markdown's code and HTML as prose, as scripts mean it: an indented line is text, and a tag alone on a line hides no
 * paragraph.
 */
class ProseTokenizer extends Tokenizer {
  override code(): undefined {
    return undefined;
  }

  override html(): undefined {
    return undefined;
  }
}

/** Tags that format text. All others are text: `<name>` may be a word that somebody wrote. */
const FORMATTING =
  /^<(?:\/?(?:a|b|i|u|s|p|q|em|strong|small|mark|del|ins|sub|sup|span|div|font|center|br|hr|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|td|th|img|section|article)(?:\s[^>]*)?\/?|!--[\s\S]*--)>$/i;
const BREAK = /^<(?:br|p|div|li|tr)\b/i;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  pound: '£',
  euro: '€',
  yen: '¥',
  cent: '¢',
  copy: '©',
  deg: '°',
  times: '×',
  laquo: '«',
  raquo: '»',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  bdquo: '„',
  bull: '•',
  middot: '·',
  szlig: 'ß',
};
/** Letters with marks: `&Auml;`, `&eacute;`. */
const MARKS: Readonly<Record<string, string>> = {
  uml: '\u0308',
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  tilde: '\u0303',
  cedil: '\u0327',
};

function namedEntity(name: string): string | undefined {
  const [, letter = '', mark = ''] = /^([a-z])(uml|acute|grave|circ|tilde|cedil)$/i.exec(name) ?? [];
  return MARKS[mark] === undefined ? ENTITIES[name.toLowerCase()] : (letter + MARKS[mark]).normalize('NFC');
}

const decoded = (text: string): string =>
  text.replace(/&(?:#(?<code>\d{1,6})|#x(?<hex>[\da-f]{1,5})|(?<name>[a-z]{2,6}));/gi, (entity, ...rest) => {
    const { code, hex, name } = rest.at(-1) as { code?: string; hex?: string; name?: string };
    if (name !== undefined) return namedEntity(name) ?? entity;
    return plainText(String.fromCodePoint(Math.min(0x10ffff, code === undefined ? parseInt(hex ?? '', 16) : Number(code))));
  });

interface Findings {
  readonly paragraphs: Paragraph[];
  codeBlocks: number;
  footnotes: number;
  pictures: number;
}

/** The words of a line: links as their text, emphasis without marks, pictures left out. */
function inline(tokens: readonly Token[], findings: Findings): string {
  return tokens
    .map((token) => {
      if (token.type === 'image') {
        findings.pictures += 1;
        return '';
      }
      if (token.type === 'br') return '\n';
      if (token.type === 'html') return FORMATTING.test(token.raw) ? (BREAK.test(token.raw) ? '\n' : '') : token.raw;
      const children = 'tokens' in token ? token.tokens : undefined;
      if (children !== undefined && children.length > 0) return inline(children, findings);
      return 'text' in token ? decoded(String(token.text)) : '';
    })
    .join('');
}

/** A paragraph as one line, without marks of footnotes. */
const oneLine = (text: string): string =>
  text
    .replace(/\[\^[^\]\s]{1,20}\]/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .reduce(joinWords, '');

/** Lines that begin something of their own, without a blank line: `ANNA: …`, `2.1 Methods`, `a) …`, `一、…`, a picture. */
const OWN_LINE =
  /\n\s*(?=(?:[\p{Lu}\p{Lo}][\p{L}\p{M}\p{N} .&/'’–-]{0,24}[:：]\s?\S|\d{1,2}(?:\.\d{1,2})+\.?\s|[\p{Ll}\d]{1,2}\)\s|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]|\p{Emoji_Presentation}))/gu;

function block(token: Token, findings: Findings, startsScene: boolean): void {
  const add = (text: string, starts: boolean, isItem = false): void => {
    let isFirst = true;
    for (const line of text.split(OWN_LINE).map(oneLine).filter(isSpeakable)) {
      findings.paragraphs.push({ text: line, startsScene: starts && isFirst, ...((isItem || !isFirst) && { isItem: true }) });
      isFirst = false;
    }
  };
  switch (token.type) {
    case 'code':
      findings.codeBlocks += 1;
      break;
    case 'list':
      listItems(token as Tokens.List, findings, add);
      break;
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      for (const row of [header, ...rows])
        add(
          row
            .map((cell) => oneLine(inline(cell.tokens, findings)))
            .filter(isSpeakable)
            .join(', '),
          false,
          true,
        );
      break;
    }
    case 'blockquote':
      blocks((token as Tokens.Blockquote).tokens, findings, startsScene);
      break;
    case 'heading':
    case 'paragraph':
    case 'text':
      add(inline('tokens' in token && token.tokens ? token.tokens : [token], findings), startsScene);
      break;
    default:
  }
}

/** Adds the items of a list. Numbers of ordered items are spoken, because `3. Oktober` at the start of a line looks like an item too. */
function listItems(
  { ordered, items }: Tokens.List,
  findings: Findings,
  add: (text: string, starts: boolean, isItem: boolean) => void,
): void {
  for (const item of items) {
    const [first, ...rest] = item.tokens.filter(({ type }) => type !== 'checkbox' && type !== 'space');
    const mark = ordered ? `${/^\s*\S+/.exec(item.raw)?.[0].trim() ?? ''} ` : '';
    const isText = first !== undefined && 'tokens' in first && first.type !== 'list' && first.type !== 'blockquote';
    if (isText) add(mark + inline(first.tokens ?? [], findings), false, true);
    for (const token of isText || first === undefined ? rest : [first, ...rest]) block(token, findings, false);
  }
}

function blocks(tokens: readonly Token[], findings: Findings, startsScene: boolean): void {
  let isBelowHeading = false;
  for (const token of tokens) {
    if (token.type === 'space' || token.type === 'def') continue;
    block(token, findings, startsScene && !isBelowHeading);
    isBelowHeading = token.type === 'heading';
  }
}

/** Tags of HTML that divide a text, as Markdown has them. Scripts and styles are no text. */
function withoutHtml(text: string, findings: Findings): string {
  if (!/<\/?[a-z]/i.test(text)) return text;
  return text
    .replace(/<(script|style)\b[^>]{0,200}>[\s\S]{0,5000}?<\/\1\s*>/gi, () => {
      findings.codeBlocks += 1;
      return '';
    })
    .replace(/<h[1-6](?:\s[^>\n]{0,200})?>/gi, '\n\n# ')
    .replace(/<li(?:\s[^>\n]{0,200})?>/gi, '\n- ')
    .replace(/<\/t[dh]>\s{0,20}<t[dh](?:\s[^>\n]{0,200})?>/gi, ', ')
    .replace(/<\/li>/gi, '')
    .replace(/<\/?(?:p|div|section|article|ul|ol|table|thead|tbody|tr|blockquote|h[1-6])(?:\s[^>\n]{0,200})?>/gi, '\n\n');
}

/**
 * Converts bullets and dashes that Markdown does not know, ends a list before a short line of its own, and removes nesting that no text
 * has.
 */
const asMarkdown = (text: string): string =>
  text
    .replace(/^([^\S\n]*)[•‣▪◦–—]\s+/gmu, '$1- ')
    .replace(/^((?:[-*+]|\d{1,3}[.)]) .{1,60}\n)(?=[\p{Lu}\p{Lo}])/gmu, '$1\n')
    .replace(/^(?:\s*>\s?){3,}/gmu, '> ')
    .replace(/^(?:\s*(?:[-*+]|\d{1,9}[.)])\s+){3,}/gmu, '- ');

/**
 * Reads a script as Markdown: paragraphs, headings, list items, quotes and table rows, each with its words. Code blocks, footnotes and
 * pictures are left out; every other word is kept.
 */
export function proseOf(script: string): Prose {
  const findings: Findings = { paragraphs: [], codeBlocks: 0, footnotes: 0, pictures: 0 };
  const options = { gfm: true, tokenizer: new ProseTokenizer() };
  const text = withoutHtml(plainText(script), findings).replace(FOOTNOTE, () => {
    findings.footnotes += 1;
    return '';
  });
  blocks(new Lexer(options).lex(asMarkdown(text)), findings, true);
  return {
    paragraphs: findings.paragraphs,
    leftOut: [
      countOf(findings.codeBlocks, 'code block'),
      countOf(findings.footnotes, 'footnote'),
      countOf(findings.pictures, 'picture'),
    ].flat(),
  };
}

/** The text of a footnote, with its indented lines. */
const FOOTNOTE = /^\[\^[^\]\s]{1,20}\]:.*(?:\n[ \t]+\S.*)*/gm;

const countOf = (count: number, noun: string): string[] => (count === 0 ? [] : [counted(count, noun)]);
