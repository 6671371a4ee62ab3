import { readFileSync } from 'node:fs';

/** The colors and sizes that all pages share, as CSS. `npm run build` copies the file beside this module. */
export const PAGE_TOKENS = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').trim();
