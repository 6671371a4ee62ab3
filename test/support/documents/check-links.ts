import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { read, withoutBlocks, type Page } from './blocks.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g;

/** The anchors that GitHub gives to the headings of a page; equal ones are numbered. */
function anchorsOf(page: Page): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutBlocks(page).matchAll(/^#+ (.*)$/gm)) {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let name = anchor;
    for (let count = 1; anchors.has(name); count += 1) name = `${anchor}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

/** `file:line: …` for each link of a page to a file or an anchor that does not exist. */
export function checkLinks(page: Page): readonly string[] {
  return withoutBlocks(page)
    .split('\n')
    .flatMap((text, index) =>
      [...text.replaceAll(/`[^`]*`/g, '').matchAll(LINK)].flatMap(([, path = '', anchor]) => {
        const target = path === '' ? page.file : join(dirname(page.file), decodeURIComponent(path));
        const fault = (message: string): string[] => [`${page.file}:${index + 1}: ${message}`];
        const isHere = target === page.file;
        if (!isHere && (target.startsWith('..') || !existsSync(resolve(ROOT, target)))) return fault(`${path} does not exist.`);
        if (anchor === undefined || !target.endsWith('.md')) return [];
        const linked = isHere ? page : { file: target, text: read(target) };
        return anchorsOf(linked).has(anchor) ? [] : fault(`${target} has no heading for #${anchor}.`);
      }),
    );
}
