import type { Complaints } from '../../../kernel/complaints.ts';
import { textFault } from '../../../platform/text/text-fault.ts';

const ENTRIES_AT_MOST = 50;
/** Characters. */
const KEY_AT_MOST = 40;
const VALUE_AT_MOST = 500;

type Metadata = Readonly<Record<string, string>>;

/** What a client attaches to a job: an object of texts. Null without any entry. Complains at `input.metadata.KEY`. */
export function checkMetadata(given: unknown, complaints: Complaints): Metadata | null {
  if (given == null) return null;
  if (typeof given !== 'object' || Array.isArray(given)) {
    complaints.add('input.metadata', 'Must be an object of texts, for example { "orderId": "1234" }.');
    return null;
  }
  const entries = Object.entries(given);
  if (entries.length > ENTRIES_AT_MOST) complaints.add('input.metadata', `Must have at most ${ENTRIES_AT_MOST} entries.`);
  for (const [key, value] of entries.slice(0, ENTRIES_AT_MOST)) {
    const path = `input.metadata.${key.slice(0, KEY_AT_MOST).toWellFormed()}`;
    const wrongKey = textFault(key, { max: KEY_AT_MOST });
    if (wrongKey !== undefined) complaints.add(path, `The key: ${wrongKey}`);
    const wrong = typeof value === 'string' ? textFault(value, { max: VALUE_AT_MOST, lines: true, mayBeEmpty: true }) : 'Must be a text.';
    if (wrong !== undefined) complaints.add(path, wrong);
  }
  return entries.length > 0 ? (Object.fromEntries(entries) as Metadata) : null;
}
