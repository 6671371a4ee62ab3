import { createHash, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { canonicalRequest, type Query } from './canonical-request.ts';
import { S3Error, type S3ErrorCode } from '../errors.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW = 15 * 60_000;
/** Seconds: the longest lifetime of a presigned URL, a week. */
const MAX_EXPIRES = 604_800;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/** The parts of a request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** The path, decoded once. */
  readonly path: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
}

/** What a valid signature proves about the body: its SHA-256 in hex, or nothing. */
interface Verified {
  readonly bodySha256: string | undefined;
}

interface Claim {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20130524T000000Z` */
  readonly date: string;
  readonly payloadHash: string;
  /** Lifetime in seconds; only of presigned URLs. */
  readonly expires: number | undefined;
  /** The error code for a malformed signature of this kind (header or query). */
  readonly malformed: S3ErrorCode;
}

const first = (query: Query, name: string): string | undefined => query.find(([each]) => each === name)?.[1];

function claimOfHeader({ headers }: SignedRequest, authorization: string): Claim {
  const malformed = 'AuthorizationHeaderMalformed';
  const fields = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([^,\s]+)$/.exec(authorization);
  if (!authorization.startsWith(ALGORITHM)) throw new S3Error('AccessDenied', `Only ${ALGORITHM} is accepted.`);
  if (!fields) throw new S3Error(malformed);
  const [, credential = '', signedHeaders = '', signature = ''] = fields;
  const date = headers['x-amz-date']?.[0];
  if (date === undefined) throw new S3Error('AccessDenied', 'A signed request needs x-amz-date.');
  const payloadHash = headers['x-amz-content-sha256']?.[0];
  if (payloadHash === undefined) throw new S3Error('InvalidRequest', 'A signed request needs x-amz-content-sha256.');
  return { credential, signedHeaders: signedHeaders.split(';'), signature, date, payloadHash, expires: undefined, malformed };
}

function claimOfQuery({ query }: SignedRequest): Claim {
  const malformed = 'AuthorizationQueryParametersError';
  const take = (name: string): string => {
    const value = first(query, name);
    if (value === undefined) throw new S3Error(malformed, `${name} is missing.`);
    return value;
  };
  if (take('X-Amz-Algorithm') !== ALGORITHM) throw new S3Error(malformed, `X-Amz-Algorithm must be ${ALGORITHM}.`);
  const expires = take('X-Amz-Expires');
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > MAX_EXPIRES) {
    throw new S3Error(malformed, `X-Amz-Expires must be between 1 and ${MAX_EXPIRES} seconds.`);
  }
  return {
    credential: take('X-Amz-Credential'),
    signedHeaders: take('X-Amz-SignedHeaders').split(';'),
    signature: take('X-Amz-Signature'),
    date: take('X-Amz-Date'),
    payloadHash: 'UNSIGNED-PAYLOAD',
    expires: Number(expires),
    malformed,
  };
}

function claimOf(request: SignedRequest): Claim {
  const authorization = request.headers['authorization']?.[0];
  const presigned = request.query.some(([name]) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm');
  if (authorization !== undefined && presigned) throw new S3Error('InvalidArgument', 'Sign in the header or in the query, not in both.');
  if (authorization !== undefined) return claimOfHeader(request, authorization);
  if (presigned) return claimOfQuery(request);
  throw new S3Error('AccessDenied', 'Requests must be signed.');
}

function momentOf({ date, malformed }: Claim): number {
  const fields = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  const moment = fields ? Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')) : NaN;
  if (Number.isNaN(moment)) throw new S3Error(malformed, 'The date must look like 20130524T000000Z.');
  return moment;
}

/** Checks a credential, `<access key>/<day>/<region>/s3/aws4_request`, and returns its scope. An access key may contain slashes. */
function checkScope({ credential, date, malformed }: Claim, { accessKey, region }: Credentials): string {
  const parts = credential.split('/');
  const [day, claimedRegion, service, terminator] = parts.slice(-4);
  if (parts.length < 5 || day !== date.slice(0, 8) || service !== 's3' || terminator !== 'aws4_request') {
    throw new S3Error(malformed, 'The credential must be <access key>/<day>/<region>/s3/aws4_request.');
  }
  if (parts.slice(0, -4).join('/') !== accessKey) throw new S3Error('InvalidAccessKeyId');
  if (claimedRegion !== region) throw new S3Error(malformed, `This store's region is ${region}.`, { Region: region });
  return `${day}/${region}/s3/aws4_request`;
}

/** Demands that every `x-amz-*` header is signed: an unsigned one could turn a presigned upload into a copy. */
function checkSignedHeaders({ signedHeaders, expires }: Claim, { headers }: SignedRequest): void {
  if (!signedHeaders.includes('host')) throw new S3Error('AccessDenied', 'The host header must be signed.');
  for (const name of Object.keys(headers)) {
    if (expires !== undefined && name === 'x-amz-content-sha256') continue;
    if (name.startsWith('x-amz-') && !signedHeaders.includes(name)) throw new S3Error('AccessDenied', `The header ${name} is not signed.`);
  }
}

function checkTime(claim: Claim, now: number): void {
  const age = now - momentOf(claim);
  if (claim.expires === undefined) {
    if (Math.abs(age) > MAX_SKEW) throw new S3Error('RequestTimeTooSkewed');
  } else if (age < -MAX_SKEW) {
    throw new S3Error('AccessDenied', 'The request is not valid yet.');
  } else if (age > claim.expires * 1000) {
    throw new S3Error('AccessDenied', 'The request has expired.');
  }
}

const hmac = (key: string | Buffer | KeyObject, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The last signing key. It is the same for a whole day, and deriving it takes four of the five HMACs of a request. */
let signingKey: { readonly scope: string; readonly secretKey: string; readonly key: KeyObject } | undefined;

/** `scope` is `<day>/<region>/s3/aws4_request`. */
function signingKeyOf(scope: string, secretKey: string): KeyObject {
  if (signingKey?.scope !== scope || signingKey.secretKey !== secretKey) {
    const derived = scope.split('/').reduce<Buffer>(hmac, Buffer.from(`AWS4${secretKey}`));
    signingKey = { scope, secretKey, key: createSecretKey(derived) };
  }
  return signingKey.key;
}

/** The signature: tasks 2 and 3 of the AWS documentation. */
function signatureOf(canonical: string, date: string, scope: string, secretKey: string): Buffer {
  return hmac(signingKeyOf(scope, secretKey), [ALGORITHM, date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n'));
}

function checkSignature(claim: Claim, request: SignedRequest, scope: string, secretKey: string): void {
  const canonical = canonicalRequest({
    ...request,
    query: request.query.filter(([name]) => name !== 'X-Amz-Signature'),
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payloadHash,
  });
  const expected = signatureOf(canonical, claim.date, scope, secretKey);
  if (!HEX_SHA256.test(claim.signature) || !timingSafeEqual(expected, Buffer.from(claim.signature, 'hex'))) {
    throw new S3Error('SignatureDoesNotMatch');
  }
}

function bodySha256({ payloadHash }: Claim): string | undefined {
  if (payloadHash === 'UNSIGNED-PAYLOAD') return undefined;
  if (payloadHash.startsWith('STREAMING-')) throw new S3Error('NotImplemented', 'Bodies signed in chunks are not accepted.');
  if (!HEX_SHA256.test(payloadHash)) throw new S3Error('InvalidArgument', 'x-amz-content-sha256 must be a SHA-256 or UNSIGNED-PAYLOAD.');
  return payloadHash;
}

/** Verifies a Signature Version 4 in the header or the query. Throws an S3Error for an invalid one; `now` in milliseconds. */
export function verifySignature(request: SignedRequest, credentials: Credentials, now: number): Verified {
  const claim = claimOf(request);
  const scope = checkScope(claim, credentials);
  checkSignedHeaders(claim, request);
  checkTime(claim, now);
  checkSignature(claim, request, scope, credentials.secretKey);
  return { bodySha256: bodySha256(claim) };
}
