import type { Complaints } from '../../../kernel/complaints.ts';
import { textFault } from '../../../platform/text/text-fault.ts';

const MAX_ENTRIES = 50;
/** Maximum characters of a key. */
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

type Metadata = Readonly<Record<string, string>>;

/** Checks the metadata that a client attaches to a job: an object of texts. Null without entries. Complains at `input.metadata.KEY`. */
export function checkMetadata(given: unknown, complaints: Complaints): Metadata | null {
  if (given == null) return null;
  if (typeof given !== 'object' || Array.isArray(given)) {
    complaints.add('input.metadata', 'Must be an object of texts, for example { "orderId": "1234" }.');
    return null;
  }
  const entries = Object.entries(given);
  if (entries.length > MAX_ENTRIES) complaints.add('input.metadata', `Must have at most ${MAX_ENTRIES} entries.`);
  for (const [key, value] of entries.slice(0, MAX_ENTRIES)) {
    const path = `input.metadata.${key.slice(0, MAX_KEY_LENGTH).toWellFormed()}`;
    const wrongKey = textFault(key, { max: MAX_KEY_LENGTH });
    if (wrongKey !== undefined) complaints.add(path, `The key: ${wrongKey}`);
    const wrong =
      typeof value === 'string' ? textFault(value, { max: MAX_VALUE_LENGTH, lines: true, mayBeEmpty: true }) : 'Must be a text.';
    if (wrong !== undefined) complaints.add(path, wrong);
  }
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}
