import type { GuardedHttp, OutboundResponse } from '../../../../platform/http/guarded-http.ts';
import { OutboundError } from '../../../../platform/http/outbound-url.ts';
import { RunProblem } from '../run-problem.ts';
import { feedItems } from './feed-items.ts';
import type { FeedItem } from './feed-items.ts';

/** Milliseconds from the name lookup to the last byte. */
const FEED_TIMEOUT_MS = 15_000;
const MAX_FEED_BYTES = 5 * 1024 ** 2;
const MAX_REDIRECTS = 5;
const HEADERS = {
  accept: 'application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1',
  'accept-encoding': 'identity',
};

/** Downloads a feed and returns its items, the newest first. @throws RunProblem when there is no feed at the URL */
export async function readFeed(http: Pick<GuardedHttp, 'send'>, url: string, signal: AbortSignal): Promise<readonly FeedItem[]> {
  const answer = await fetched(http, url, signal);
  if (answer.status !== 200) throw badStatus(answer.status);
  if (answer.truncated) throw new RunProblem('FEED_TOO_LARGE', `The feed has more than ${MAX_FEED_BYTES / 1024 ** 2} MiB.`);
  const items = feedItems(decoded(answer));
  if (!items) throw new RunProblem('FEED_INVALID', 'The URL answers with something else than an RSS or Atom feed.');
  return items;
}

async function fetched(http: Pick<GuardedHttp, 'send'>, url: string, signal: AbortSignal): Promise<OutboundResponse> {
  try {
    return await http.send({
      url,
      headers: HEADERS,
      timeoutMs: FEED_TIMEOUT_MS,
      maxBytes: MAX_FEED_BYTES,
      maxRedirects: MAX_REDIRECTS,
      signal,
    });
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const isTransient = error.code === 'TIMEOUT' || error.code === 'UNREACHABLE';
    throw new RunProblem('FEED_UNREACHABLE', `The feed cannot be fetched. ${error.message}`, { isTransient, cause: error });
  }
}

const badStatus = (status: number): RunProblem =>
  new RunProblem('FEED_UNREACHABLE', `The server of the feed answers ${status} instead of 200.`, {
    isTransient: status === 429 || status >= 500,
  });

/** The text in the encoding that the header or the XML declaration names; UTF-8 without a known one. */
function decoded({ headers, body }: OutboundResponse): string {
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(body.toString('latin1', 0, 200))?.[1];
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  return decoderFor(charset ?? declared ?? 'utf-8').decode(body);
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
