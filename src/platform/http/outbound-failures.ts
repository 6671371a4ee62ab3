import { OutboundError } from './outbound-url.ts';

/** The same words for a name that nobody has and for one inside: the difference would map our network. */
export const noPublicAddress = (cause?: unknown): OutboundError =>
  new OutboundError('ADDRESS_REFUSED', 'The host is not known, or not public.', { cause });

const FAILED = 'The connection failed.';

/**
 * Inside a network that the operator opened, every failure before an answer has the same words, a timeout included: the difference
 * between them would tell which ports of which hosts are open.
 */
export const noAnswer = (cause: unknown): OutboundError => new OutboundError('UNREACHABLE', FAILED, { cause });

/** A connection's failure by Node's code, since its messages name addresses. */
export function wordsOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'The connection broke.';
  if (code.startsWith('HPE_')) return 'The answer is not HTTP.';
  if (/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/.test(code))
    return `The certificate or TLS is not right (${code}).`;
  return FAILED;
}
