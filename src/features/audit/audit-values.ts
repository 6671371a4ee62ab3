/** Keys whose values are never written to the audit log. */
const SECRET = /pass(word|phrase)?$|secret|token|otp|recovery|^(api)?key$|code$|authorization|hash$/i;
/** Text that replaces a secret. Innocent keys such as `colorCode` match too; hiding too much is safer. */
const HIDDEN = '[redacted]';

/** Bounds of a recorded value: the audit log shows what changed and is not a second copy of the data. */
const MAX_TEXT_LENGTH = 500;
const MAX_ENTRIES = 50;
const MAX_LEVELS = 5;

/** A value as recorded in the audit log: secrets are hidden by their key, long texts and lists are cut. */
export function redactForAudit(value: unknown, level = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (level >= MAX_LEVELS) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => redactForAudit(entry, level + 1));
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, entry !== null && SECRET.test(name) ? HIDDEN : redactForAudit(entry, level + 1)]),
  );
}

/** Query and fragment of a URL, which may contain credentials such as a signature. */
const BEHIND_THE_PATH = /(https?:\/\/[^\s?#]+)[?#]\S*/gi;

function redactText(text: string): string {
  const shown = text.replace(BEHIND_THE_PATH, '$1?…');
  return shown.length > MAX_TEXT_LENGTH ? `${beginningOf(shown)}…` : shown;
}

/** The beginning of a text, never cut inside a surrogate pair: PostgreSQL would reject the text and with it the whole change. */
const beginningOf = (text: string): string => text.slice(0, MAX_TEXT_LENGTH).replace(/[\ud800-\udbff]$/, '');
