import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import { badKey, billing, garbage, invalidInput, rateLimited, refused, timedOut, vendorDown } from '../vendor-failures.ts';
import { NoAnswer } from '../vendor-http.ts';
import type { VendorAnswer } from '../vendor-http.ts';

const body = z.object({ kind: z.string().catch(''), description: z.string().catch('') });

/** The failure of an answer of D-ID. */
export function didFailure(answer: VendorAnswer, vendor: string): Failure {
  const parsed = body.safeParse(answer.json);
  const { kind = '', description = '' } = parsed.success ? parsed.data : {};
  if (answer.status === 401 || answer.status === 403) return badKey(vendor);
  if (answer.status === 402) return billing(vendor);
  if (answer.status === 451) return refused(vendor, description || kind);
  if (answer.status === 429) return rateLimited(vendor, answer.retryAfterSeconds ?? 60);
  // The gateway gives up after 30 seconds, while the talk may exist.
  if (answer.status === 504) return new NoAnswer(timedOut(vendor), undefined);
  if (answer.status >= 500) return vendorDown(vendor);
  return answer.status === 400 ? invalidInput(vendor, description || kind) : garbage(vendor, `the status ${answer.status}`);
}

/** The failure of a talk that has ended without a film. */
export function talkFailure(vendor: string, status: string, error: z.infer<typeof body> | null | undefined): Failure {
  const { kind = '', description = '' } = error ?? {};
  if (status === 'rejected' || /moderation|celebrity|censor/i.test(kind)) return refused(vendor, description || kind);
  if (/face|image|audio|validation|badrequest/i.test(kind)) return invalidInput(vendor, description || kind);
  return vendorDown(vendor, 'could not make the film');
}
