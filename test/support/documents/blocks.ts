import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A fenced block of a page. */
export interface Block {
  readonly file: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly kind: string;
  /** What follows the kind on the opening fence. */
  readonly info: string;
  readonly text: string;
}

export interface Page {
  readonly file: string;
  readonly text: string;
}

export const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

/** The pages that people read: those in the root, of the documents and of the examples. */
export function readPages(): readonly Page[] {
  const files = globSync(['*.md', 'docs/**/*.md', 'examples/README.md'], { cwd: ROOT, exclude: ['docs/site/**', 'CHANGELOG.md'] });
  return files.toSorted().map((file) => ({ file, text: read(file) }));
}

const FENCE = /^( *)(`{3,})([^\s`]*) *([^`]*)$/;

/** The fenced blocks of a page, in order. An unclosed block ends with the page. */
export function blocksOf({ file, text }: Page): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent = '', fence, kind = '', info = ''] = FENCE.exec(lines[index] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, at) => at > index && line.trim() === fence);
    const last = end === -1 ? lines.length : end;
    const inside = lines.slice(index + 1, last).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ file, line: index + 1, kind, info, text: `${inside.join('\n')}\n` });
    index = last;
  }
  return blocks;
}

/** The reason on the fence why a block is not checked: ```sh skip="…". Undefined for blocks that are checked. */
export const skipReason = ({ info }: Block): string | undefined => /\bskip(?:="([^"]*)")?/.exec(info)?.map((part) => part ?? '')[1];

/** The page with its fenced blocks emptied, so that every line keeps its number. */
export function withoutBlocks(page: Page): string {
  const lines = page.text.split('\n');
  for (const { line, text } of blocksOf(page)) lines.fill('', line - 1, line + text.split('\n').length - 1);
  return lines.join('\n');
}
