import type { ErrorCode, FieldError } from '../../../kernel/errors.ts';
import { isMessageKey } from '../../messages/messages.ts';
import type { MessageKey, MessageParams } from '../../messages/messages.ts';

/** An error as clients see it. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly fields?: readonly FieldError[] | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

interface ErrorMessage {
  readonly messageKey: MessageKey;
  readonly params: MessageParams;
}

/**
 * The key of an error in the catalogue of messages: `error.CODE.DETAIL` for a reason or a detail that has a text of its own, otherwise
 * `error.CODE`. `params` are the details that fit into a text, and the paths of `fields`.
 */
export function errorMessage({ code, fields = [], details = {} }: PublicError): ErrorMessage {
  const params = Object.fromEntries(
    [...Object.entries(details), ['fields', fields.map(({ path }) => path)] as const].flatMap(([name, value]) => {
      const param = paramOf(value);
      return param === undefined ? [] : [[name, param] as const];
    }),
  );
  const names = [details['reason'], ...Object.keys(params), ...(details['conflicts'] ? ['conflicts'] : [])];
  const own = names.map((name) => `error.${code}.${String(name)}`).find(isMessageKey);
  return { messageKey: own ?? `error.${code}`, params };
}

/** A text or number; dates in ISO 8601, lists of texts with commas. Undefined for everything else, which has no place in a text. */
function paramOf(value: unknown): string | number | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string') ? value.join(', ') : undefined;
}
