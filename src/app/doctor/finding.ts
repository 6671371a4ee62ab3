import { StartError } from '../../kernel/start-error.ts';
import { failureReason } from '../health/failure-reason.ts';

/** What `doctor` found out about one subject. */
export interface Finding {
  readonly subject: string;
  /** WARN: it runs, with a known weakness. FAIL: films fail or people cannot work. */
  readonly state: 'OK' | 'WARN' | 'FAIL';
  readonly detail: string;
  /** What the operator can do. */
  readonly remedy?: string;
}

/** One check. Its remedy is shown unless the result is OK. */
export interface Examination {
  readonly subject: string;
  readonly remedy: string;
  /** Returns a sentence about what works, or a finding. Rejects when it does not work. */
  readonly examine: () => Promise<string | Verdict>;
}

type Verdict = Omit<Finding, 'subject'>;

/** A weakness that does not prevent work. */
export const warning = (detail: string, remedy?: string): Verdict => ({
  state: 'WARN',
  detail,
  ...(remedy === undefined ? {} : { remedy }),
});

/** Runs one check; an error becomes the finding FAIL, without secrets. */
export async function findingOf({ subject, remedy, examine }: Examination): Promise<Finding> {
  try {
    const found = await examine();
    if (typeof found === 'string') return { subject, state: 'OK', detail: found };
    return found.state === 'OK' ? { subject, ...found } : { subject, remedy, ...found };
  } catch (error) {
    return { subject, state: 'FAIL', detail: error instanceof StartError ? error.message : failureReason(error), remedy };
  }
}
