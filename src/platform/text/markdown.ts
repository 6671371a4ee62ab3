import { Lexer, Tokenizer } from 'marked';
import type { Token, Tokens } from 'marked';
import { counted } from './counted.ts';
import { isSpeakable, joinWords, plainText } from './plain-text.ts';

export interface Paragraph {
  readonly text: string;
  /** Whether the author separated it, so that a scene begins here. List items, table rows and the text below a heading continue a scene. */
  readonly startsScene: boolean;
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
};

const decoded = (text: string): string =>
  text.replace(/&(?:#(?<code>\d{1,6})|#x(?<hex>[\da-f]{1,5})|(?<name>[a-z]{2,6}));/gi, (entity, ...rest) => {
    const { code, hex, name } = rest.at(-1) as { code?: string; hex?: string; name?: string };
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
    return plainText(String.fromCodePoint(Math.min(0x10ffff, code === undefined ? parseInt(hex ?? '', 16) : Number(code))));
  });

interface Findings {
  readonly paragraphs: Paragraph[];
  codeBlocks: number;
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

function block(token: Token, findings: Findings, startsScene: boolean): void {
  const add = (text: string, starts: boolean): void => {
    const line = oneLine(text);
    if (isSpeakable(line)) findings.paragraphs.push({ text: line, startsScene: starts });
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
function listItems({ ordered, items }: Tokens.List, findings: Findings, add: (text: string, starts: boolean) => void): void {
  for (const item of items) {
    const [first, ...rest] = item.tokens.filter(({ type }) => type !== 'checkbox' && type !== 'space');
    const mark = ordered ? `${/^\s*\S+/.exec(item.raw)?.[0].trim() ?? ''} ` : '';
    const isText = first !== undefined && 'tokens' in first && first.type !== 'list' && first.type !== 'blockquote';
    if (isText) add(mark + inline(first.tokens ?? [], findings), false);
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

/** Converts bullets and dashes that Markdown does not know, and removes nesting that no text has. */
const asMarkdown = (text: string): string =>
  text
    .replace(/^([^\S\n]*)[•‣▪◦–—]\s+/gmu, '$1- ')
    .replace(/^(?:\s*>\s?){3,}/gmu, '> ')
    .replace(/^(?:\s*(?:[-*+]|\d{1,9}[.)])\s+){3,}/gmu, '- ');

/**
 * Reads a script as Markdown: paragraphs, headings, list items, quotes and table rows, each with its words. Code blocks and pictures are
 * left out; every other word is kept.
 */
export function proseOf(script: string): Prose {
  const findings: Findings = { paragraphs: [], codeBlocks: 0, pictures: 0 };
  const options = { gfm: true, tokenizer: new ProseTokenizer() };
  blocks(new Lexer(options).lex(asMarkdown(plainText(script))), findings, true);
  return {
    paragraphs: findings.paragraphs,
    leftOut: [countOf(findings.codeBlocks, 'code block'), countOf(findings.pictures, 'picture')].flat(),
  };
}

const countOf = (count: number, noun: string): string[] => (count === 0 ? [] : [counted(count, noun)]);
