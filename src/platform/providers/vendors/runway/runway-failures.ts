import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import {
  badKey,
  billing,
  garbage,
  invalidInput,
  modelRetired,
  quota,
  rateLimited,
  refused,
  timedOut,
  vendorDown,
} from '../vendor-failures.ts';
import { NoAnswer } from '../vendor-http.ts';
import type { VendorAnswer } from '../vendor-http.ts';

const body = z.object({ error: z.string().catch('') });

/** The failure of an answer of Runway. */
export function runwayFailure(answer: VendorAnswer, { vendor, model }: { readonly vendor: string; readonly model: string }): Failure {
  const parsed = body.safeParse(answer.json);
  const error = parsed.success ? parsed.data.error : '';
  if (answer.status === 401) return badKey(vendor);
  if (answer.status === 402) return billing(vendor);
  // Unknown models and those that the account may not use have the same answer.
  if (answer.status === 403) return /model/i.test(error) ? modelRetired(vendor, model) : badKey(vendor);
  if (answer.status === 404) return garbage(vendor, 'the status 404 for a task');
  if (answer.status === 429) return /daily/i.test(error) ? quota(vendor) : rateLimited(vendor, answer.retryAfterSeconds ?? 60);
  if (answer.status === 504) return new NoAnswer(timedOut(vendor), undefined);
  if (answer.status >= 500) return vendorDown(vendor);
  if (answer.status !== 400) return garbage(vendor, `the status ${answer.status}`);
  return /credits/i.test(error) ? billing(vendor) : invalidInput(vendor, error);
}

/** The failure of a task by its code, such as `SAFETY.INPUT.TEXT`. What follows the second part is only for diagnosis. */
export function taskFailure(vendor: string, code: string, reason: string): Failure {
  const [area = '', part = ''] = code.split('.');
  if (area === 'SAFETY') return refused(vendor, `${area}.${part}`);
  if (area === 'ASSET' || area === 'INPUT_PREPROCESSING') return invalidInput(vendor, reason);
  return vendorDown(vendor, 'could not make the clip');
}
