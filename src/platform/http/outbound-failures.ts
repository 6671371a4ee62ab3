import { errorCode } from '../../kernel/error-code.ts';
import { OutboundError } from './outbound-url.ts';

/** The error for an unknown name and for a private one, with one message: a difference would let callers map the network. */
export const noPublicAddress = (cause?: unknown): OutboundError =>
  new OutboundError('ADDRESS_REFUSED', 'The host is not known, or not public.', { cause });

const FAILED = 'The connection failed.';

/**
 * The error for every failure before an answer, a timeout included, inside a network that the operator opened. Different messages would
 * reveal which ports of which hosts are open.
 */
export const noAnswer = (cause: unknown): OutboundError => new OutboundError('UNREACHABLE', FAILED, { cause });

/** Describes a connection error by Node's code, because its message contains addresses. */
export function wordsOf(error: unknown): string {
  const code = errorCode(error) ?? '';
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'The connection broke.';
  if (code.startsWith('HPE_')) return 'The response is not valid HTTP.';
  if (/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/.test(code)) return `TLS or certificate error (${code}).`;
  return FAILED;
}
