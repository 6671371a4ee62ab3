/** Maximum characters of somebody's text that an email shows. */
const SHOWN_CHARACTERS = 60;
const ELLIPSIS = '…';

/**
 * A word that a mail program may show as a link: with a scheme, which is ASCII, an at sign, or a dot inside a word with two or more characters after it.
 * Matched after NFKC, which turns dots of other scripts and widths into the plain one. Labels of domains may contain combining marks
 * (हिन्दी.भारत) and emoji (i❤.ws).
 */
const LINK = /\S*(?:[a-z0-9]:[^\s\p{N}]|:\/|tel:|@|[^\s.]\.[\p{L}\p{N}][\p{L}\p{M}\p{N}-]+|\d\.\d+\.\d)\S*/giu;

/** The ideographic full stop, which domains may have instead of a dot. Between Han characters it ends a sentence. */
const DOT_OF_DOMAIN = /(?<!\p{Script=Han})。|。(?!\p{Script=Han})/gu;

/** Text that somebody else wrote, in a form that is safe in an email: one line, without anything that could become a link. */
export function withoutLinks(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replaceAll(DOT_OF_DOMAIN, '.')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...plain.replaceAll(LINK, ELLIPSIS)];
  return characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}${ELLIPSIS}` : characters.join('');
}
