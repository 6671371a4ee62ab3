/**
 * Characters that texts must not contain: controls, line separators of Unicode, embeddings and overrides of direction (which show a text in
 * another order than it is stored), and invisible characters that no script uses. Marks of direction (U+200E, U+200F) and joiners are used
 * and allowed.
 */
export const UNWANTED = /[\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\u200B\u2060-\u2064\uFEFF\u00AD]|[^\P{Cc}\n\t]/u;

/** Characters that a single line must not contain, besides. */
export const LINE_BREAK = /[\n\t]/u;

/** Characters of which a text needs at least one; otherwise it looks empty. */
export const VISIBLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
