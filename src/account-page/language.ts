import { TEXTS } from './texts.ts';

const known = ['en', 'de', 'zh'] as const;
type Language = (typeof known)[number];

/** The first language of the browser that the page has; English when it has none of them. */
const language: Language =
  navigator.languages.map((tag) => known.find((one) => one === tag.split('-')[0]?.toLowerCase())).find((one) => one !== undefined) ?? 'en';

/** An English text in the language of the browser. */
export function say(english: string, { name = '' }: { readonly name?: string } = {}): string {
  const text = language === 'en' ? english : (TEXTS[english]?.[language] ?? english);
  return text.replace('{name}', () => name);
}

/** Translates the texts of the document. Spaces around a text stay. */
export function translatePage(): void {
  document.documentElement.lang = language;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const [, before = '', english = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(node.nodeValue ?? '') ?? [];
    const key = english.replaceAll(/\s+/g, ' ');
    if (Object.hasOwn(TEXTS, key)) node.nodeValue = before + say(key) + after;
  }
}
