import type { Fault } from './stand-in.ts';
import type { Subject } from './subject.ts';
import { SUBJECTS } from './subjects.ts';

/** Of a subject, by its name. */
export function subjectNamed(name: string): Subject {
  const subject = SUBJECTS.find((one) => one.name === name);
  if (!subject) throw new Error(`no adapter is named ${name}`);
  return subject;
}

const LOADING = { answer: { status: 503, body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } } } } as const;

type VendorFault = readonly [fault: string, code: string, subject: string, faults: readonly Fault[]];

/** What providers answer in their own words, by the adapters that meet it. */
const answered: readonly VendorFault[] = SUBJECTS.flatMap(({ name, answers }) =>
  answers.map(([what, answer, code]): VendorFault => [`${name}: ${what}`, code, name, [{ answer }]]),
);

const keyOf = (status: number): Fault => ({
  answer: { status, body: { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } } },
});

/** Everything that can break between Reelwright and a provider, with the code of each. */
export const VENDOR_FAULTS: readonly VendorFault[] = [
  ...answered,
  ['a key that was revoked', 'BAD_KEY', 'OpenAI’s scripts', [keyOf(401)]],
  ['a lost answer of a call that is paid', 'UNCERTAIN', 'OpenAI’s scripts', ['lose the answer']],
  ['a paid call without an end', 'UNCERTAIN', 'ElevenLabs', ['hang in the body']],
  ['a server of one’s own that hangs', 'TIMEOUT', 'a script server without a key', ['hang before the head']],
  ['a server of one’s own that sends a byte now and then', 'TIMEOUT', 'a script server without a key', ['byte by byte']],
  ['a paid call whose answer comes byte by byte', 'UNCERTAIN', 'ElevenLabs', ['byte by byte']],
  ['a body of 10 GB', 'GARBAGE', 'Stability AI', ['10 GB']],
  ['a page instead of an answer', 'GARBAGE', 'Stability AI', ['HTML with 200']],
  ['a model that is never loaded', 'MODEL_LOADING', 'a script server without a key', Array.from({ length: 400 }, () => LOADING)],
];
