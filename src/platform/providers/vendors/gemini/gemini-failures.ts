import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import {
  badKey,
  billing,
  contextTooLong,
  garbage,
  invalidInput,
  modelRetired,
  quota,
  rateLimited,
  timedOut,
  vendorDown,
} from '../vendor-failures.ts';
import { NoAnswer } from '../vendor-http.ts';
import type { VendorAnswer } from '../vendor-http.ts';

const text = z.string().catch('');
const body = z.object({
  error: z.object({
    status: text.optional(),
    message: text.optional(),
    details: z
      .array(
        z.looseObject({
          reason: z.string().optional(),
          retryDelay: z.string().optional(),
          violations: z.array(z.looseObject({ quotaId: z.string().optional() })).optional(),
        }),
      )
      .catch([])
      .optional(),
  }),
});

/** The failure of an answer of Gemini, which answers a bad key with 400, and states how long to wait only in the body. */
export function geminiFailure(answer: VendorAnswer, { vendor, model }: { readonly vendor: string; readonly model: string }): Failure {
  const parsed = body.safeParse(answer.json);
  const { status = '', message = '', details = [] } = parsed.success ? parsed.data.error : {};
  if (answer.status === 401 || details.some(({ reason }) => reason === 'API_KEY_INVALID')) return badKey(vendor);
  if (answer.status === 403) return badKey(vendor);
  if (answer.status === 404) return modelRetired(vendor, model);
  if (answer.status === 429) {
    // A daily quota, or one of zero, also states a short delay, but the call would fail again.
    const isDaily = details.some(({ violations = [] }) => violations.some(({ quotaId = '' }) => /PerDay/i.test(quotaId)));
    if (isDaily || /limit: 0\b/.test(message)) return quota(vendor);
    const delay = details.flatMap(({ retryDelay }) => retryDelay ?? [])[0];
    return rateLimited(vendor, delay === undefined ? answer.retryAfterSeconds : Math.ceil(Number.parseFloat(delay)));
  }
  if (answer.status === 504) return new NoAnswer(timedOut(vendor), undefined);
  if (answer.status >= 500) return vendorDown(vendor);
  if (status === 'FAILED_PRECONDITION') return billing(vendor);
  if (/token count|exceeds the maximum number of tokens/i.test(message)) return contextTooLong(vendor);
  return answer.status === 400 ? invalidInput(vendor, message) : garbage(vendor, `the status ${answer.status}`);
}
