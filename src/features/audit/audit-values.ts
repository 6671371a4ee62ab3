/** Names of values that never stand in the trail, whatever a verb hands over. */
const SECRET = /pass(word|phrase)?$|secret|token|otp|recovery|^(api)?key$|code$|authorization|hash$/i;
/** `colorCode` would be hidden too; better one too many. */
const HIDDEN = '[redacted]';

/** Characters, entries and levels that are kept of a value: the trail says what changed, it is no second store of it. */
const TEXT_AT_MOST = 500;
const ENTRIES_AT_MOST = 50;
const LEVELS_AT_MOST = 5;

/** A value as the trail keeps it: secrets hidden by the names of their fields, long texts and lists cut. */
export function redactForAudit(value: unknown, level = 0): unknown {
  if (typeof value === 'string') return textForTheTrail(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (level >= LEVELS_AT_MOST) return '…';
  if (Array.isArray(value)) return value.slice(0, ENTRIES_AT_MOST).map((entry) => redactForAudit(entry, level + 1));
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .slice(0, ENTRIES_AT_MOST);
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, entry !== null && SECRET.test(name) ? HIDDEN : redactForAudit(entry, level + 1)]),
  );
}

/** What follows the path of an address is often a key to it, signatures of links most of all. */
const BEHIND_THE_PATH = /(https?:\/\/[^\s?#]+)[?#]\S*/gi;

function textForTheTrail(text: string): string {
  const shown = text.replace(BEHIND_THE_PATH, '$1?…');
  return shown.length > TEXT_AT_MOST ? `${beginningOf(shown)}…` : shown;
}

/** Never half of a character: PostgreSQL keeps none, and the change itself would fail with the line about it. */
const beginningOf = (text: string): string => text.slice(0, TEXT_AT_MOST).replace(/[\ud800-\udbff]$/, '');
