/**
 * Characters that are never part of a text: controls, line separators of Unicode, embeddings and overrides of direction (which show a text
 * in another order than it is stored), and invisible characters without a use in any script. Marks (U+200E, U+200F) and joiners have one.
 */
export const UNWANTED = /[\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\u200B\u2060-\u2064\uFEFF\u00AD]|[^\P{Cc}\n\t]/u;

/** What a single line must not have either. */
export const LINE_BREAK = /[\n\t]/u;

/** A text without one of these is empty to its reader. */
export const VISIBLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
