/** Keys always redacted from audit events. */
const SECRET = /pass(word|phrase)?$|secret|token|otp|recovery|^(api)?key$|code$|authorization|hash$/i;
/** `colorCode` is redacted too; over-redaction is safer. */
const HIDDEN = '[redacted]';

/** Bounds of a recorded value: the audit log shows what changed and is not a second copy of the data. */
const TEXT_AT_MOST = 500;
const ENTRIES_AT_MOST = 50;
const LEVELS_AT_MOST = 5;

/** A value as recorded in the audit log: secrets redacted by key, long texts and lists cut. */
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

/** The query and fragment of a URL may be credentials, for example a signature. */
const BEHIND_THE_PATH = /(https?:\/\/[^\s?#]+)[?#]\S*/gi;

function textForTheTrail(text: string): string {
  const shown = text.replace(BEHIND_THE_PATH, '$1?…');
  return shown.length > TEXT_AT_MOST ? `${beginningOf(shown)}…` : shown;
}

/** Never cut inside a surrogate pair: PostgreSQL would reject the text and with it the whole change. */
const beginningOf = (text: string): string => text.slice(0, TEXT_AT_MOST).replace(/[\ud800-\udbff]$/, '');
