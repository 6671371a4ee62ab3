import { Failure } from '../../../../kernel/failure.ts';
import { GuardedHttp } from '../../../http/guarded-http.ts';
import { OutboundError } from '../../../http/outbound-url.ts';
import type { ProviderCost } from '../../provider.ts';
import type { PaidAnswer } from '../paid-call.ts';
import { garbage, timedOut, vendorDown } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorAnswer, VendorHttp } from '../vendor-http.ts';

const MAX_REDIRECTS = 3;

/**
 * Fetches the file of a result from the address that the vendor states. `headers` go to the vendor's own server alone, which may redirect;
 * other hosts must be public. @throws Failure that is retryable when the file did not come: its address may have expired, and the vendor states a new one
 */
export async function fetchResult(
  http: VendorHttp,
  address: string,
  { signal, headers = {} }: { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>> },
): Promise<Buffer> {
  const { vendor } = http;
  if (!URL.canParse(address)) throw garbage(vendor, 'no address of a result');
  const url = new URL(address);
  if (url.origin === http.origin) {
    const answer = await http.sendTo(url, { headers, limits: LIMITS.clip, signal });
    if (answer.isRedirect) return fetchPublic(vendor, locationOf(answer, url), signal);
    if (!answer.isOk) throw vendorDown(vendor, `has not delivered its result (status ${answer.status})`);
    return answer.bytes;
  }
  return fetchPublic(vendor, url, signal);
}

const locationOf = (answer: VendorAnswer, from: URL): URL => {
  const location = answer.header('location') ?? '';
  return URL.canParse(location, from.href) ? new URL(location, from) : from;
};

async function fetchPublic(vendor: string, url: URL, signal: AbortSignal): Promise<Buffer> {
  try {
    const { maxBytes, timeoutMs } = LIMITS.clip;
    const answer = await new GuardedHttp().send({ url: url.href, maxBytes, timeoutMs, maxRedirects: MAX_REDIRECTS, signal });
    if (answer.truncated) throw garbage(vendor, `more than ${Math.round(maxBytes / 1_048_576)} MiB`);
    if (answer.status !== 200) throw vendorDown(vendor, `has not delivered its result (status ${answer.status})`);
    return answer.body;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    if (error.code === 'URL_REFUSED' || error.code === 'ADDRESS_REFUSED') throw garbage(vendor, 'an address that is not public');
    throw error.code === 'TIMEOUT' ? timedOut(vendor) : vendorDown(vendor, 'has not delivered its result');
  }
}

/** A finished result with its cost, which counts too where the file cannot be used. @throws Failure that is retryable when it did not come */
export async function fetchPaid(file: Promise<Buffer>, cost: ProviderCost | undefined): Promise<PaidAnswer<Buffer>> {
  try {
    return { value: await file, cost };
  } catch (error) {
    if (!(error instanceof Failure) || error.retryable) throw error;
    return { failure: error, cost: cost ?? 'UNKNOWN' };
  }
}
