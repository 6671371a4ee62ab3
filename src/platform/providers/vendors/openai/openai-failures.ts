import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import {
  badKey,
  billing,
  contextTooLong,
  garbage,
  invalidInput,
  modelLoading,
  modelNotInstalled,
  modelRetired,
  quota,
  rateLimited,
  refused,
  timedOut,
  vendorDown,
} from '../vendor-failures.ts';
import { NoAnswer } from '../vendor-http.ts';
import type { VendorAnswer } from '../vendor-http.ts';

const text = z.string().catch('');
const complaint = z.object({ message: text, type: text, code: z.union([z.string(), z.number()]).nullish().catch(null) }).partial();

/** Error formats: `{"error":{…}}` of OpenAI, `{"error":"…"}` of LM Studio, `{"detail":{…}}` of FastAPI servers. */
const body = z.object({
  error: z.union([z.string(), complaint]).nullish(),
  detail: z
    .union([z.string(), z.object({ error: text, message: text, type: text }).partial(), z.array(z.object({ msg: text }).partial())])
    .nullish(),
});

export interface Complaint {
  readonly message: string;
  readonly type: string;
  readonly code: string;
}

/** The error that an answer of any status describes; undefined when it describes none. */
export function complaintOf(json: unknown): Complaint | undefined {
  const parsed = body.safeParse(json);
  if (!parsed.success) return undefined;
  const { error, detail } = parsed.data;
  if (typeof error === 'string') return { message: error, type: '', code: '' };
  if (error) return { message: error.message ?? '', type: error.type ?? '', code: String(error.code ?? '') };
  if (typeof detail === 'string') return { message: detail, type: '', code: '' };
  if (Array.isArray(detail)) return { message: detail.map(({ msg }) => msg ?? '').join('; '), type: '', code: '' };
  return detail ? { message: detail.message ?? detail.error ?? '', type: detail.type ?? '', code: '' } : undefined;
}

interface Asked {
  readonly vendor: string;
  readonly model: string;
  /** Whether it is the operator's own server, whose models have to be installed. A cloud switches models off instead. */
  readonly isOwnServer: boolean;
}

const NO_MONEY = /insufficient_quota|credit_balance_exhausted|spend_limit_exceeded|insufficient_credits|billing/;
const USED_UP = /usage_limit_exceeded/;
const SAFETY = /moderation|content_policy|content_filter|safety/i;
const TOO_LONG = /context[_ ](length|size|window)|exceed_context|maximum context|prompt is (too long|longer)|too many tokens/i;
const NO_MODEL = /model.{0,80}(not found|does not exist|no longer available|not available)|model_not_found|unknown model/i;

/** The failure of an unsuccessful answer in OpenAI's format. */
export function openAiFailure(answer: VendorAnswer, { vendor, model, isOwnServer }: Asked): Failure {
  const { status } = answer;
  const { message, type, code } = complaintOf(answer.json) ?? { message: '', type: '', code: '' };
  const words = `${code} ${type} ${message}`;
  const noModel = () => (isOwnServer ? modelNotInstalled(vendor, model) : modelRetired(vendor, model));
  if (status === 401) return badKey(vendor);
  if (status === 402) return billing(vendor);
  if (status === 403) return SAFETY.test(words) ? refused(vendor, reasonOf(message)) : NO_MODEL.test(words) ? noModel() : badKey(vendor);
  if (status === 429) return tooMany(answer, vendor, { code, type });
  if (status === 408 || status >= 500) return ofServer(status, vendor, words);
  if (TOO_LONG.test(words)) return contextTooLong(vendor);
  if (NO_MODEL.test(words) || (status === 404 && /model/i.test(words))) return noModel();
  if (SAFETY.test(`${code} ${type}`)) return refused(vendor, reasonOf(message));
  if (status === 400 || status === 413 || status === 422) return invalidInput(vendor, message);
  return garbage(vendor, `the status ${status}`);
}

/** The failure of status 429, which also means that there is no money; `type` may contain that where `code` does not. */
function tooMany(answer: VendorAnswer, vendor: string, { code, type }: { readonly code: string; readonly type: string }): Failure {
  if (NO_MONEY.test(code) || NO_MONEY.test(type)) return billing(vendor);
  return USED_UP.test(code) ? quota(vendor) : rateLimited(vendor, answer.retryAfterSeconds);
}

function ofServer(status: number, vendor: string, words: string): Failure {
  if (status === 408) return timedOut(vendor);
  // A gateway gave up waiting; the server behind it may have done the work.
  if (status === 504) return new NoAnswer(timedOut(vendor), undefined);
  return /loading/i.test(words) ? modelLoading(vendor) : vendorDown(vendor);
}

/** The category in a message such as `… safety_violations=[violence]`. */
const reasonOf = (message: string): string => /safety_violations=\[([^\]]*)\]/.exec(message)?.[1] ?? '';
