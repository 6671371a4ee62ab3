import { Parser } from 'htmlparser2';
import { plainText } from '../../../../platform/text/plain-text.ts';

/** Elements whose text people do not read. */
const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math']);
/** Elements that do not separate words. */
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'bdo',
  'cite',
  'code',
  'em',
  'i',
  'mark',
  'q',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
  'wbr',
]);

/** Nested elements, beyond which the rest of the text is left out: the parser takes quadratic time for depth. */
const MAX_DEPTH = 200;

/** The text of HTML in one line: tags are removed, entities decoded, and the content of scripts and styles is left out. */
export function plainHtml(html: string): string {
  let [text, unread, depth] = ['', 0, 0];
  const separate = (name: string): void => void (INLINE.has(name) || (text += ' '));
  const parser = new Parser({
    onopentag: (name) => {
      depth += 1;
      if (depth > MAX_DEPTH) parser.pause();
      if (UNREAD.has(name)) unread += 1;
      separate(name);
    },
    ontext: (part) => {
      if (unread === 0) text += part;
    },
    onclosetag: (name) => {
      depth -= 1;
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      separate(name);
    },
  });
  parser.end(html);
  return plainText(text).replaceAll(/\s+/g, ' ').trim();
}
