import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../../src/embedded/object-store/http/canonical-request.ts';
import { verifySignature, type SignedRequest } from '../../../../src/embedded/object-store/http/signature.ts';

/** The examples of "Signature Calculations for the Authorization Header" and "Using Query Parameters" in the Amazon S3 API reference. */
const CREDENTIALS = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const NOW = Date.UTC(2013, 4, 24, 0, 0, 10);
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HOST = 'examplebucket.s3.amazonaws.com';

interface Example {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly hash?: string;
  readonly signedHeaders?: string;
  readonly signature: string;
}

function example({ method = 'GET', path = '/', query = '', headers = {}, hash = EMPTY, signedHeaders, signature }: Example): SignedRequest {
  const all = { host: HOST, 'x-amz-content-sha256': hash, 'x-amz-date': '20130524T000000Z', ...headers };
  const names = signedHeaders ?? Object.keys(all).sort().join(';');
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`;
  const distinct = Object.entries({ ...all, authorization }).map(([name, value]) => [name, [value]]);
  return { method, path, query: parseQuery(query), headers: Object.fromEntries(distinct) };
}

const GET_OBJECT = {
  path: '/test.txt',
  headers: { range: 'bytes=0-9' },
  signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
};
const PUT_HASH = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
const PUT_OBJECT = {
  method: 'PUT',
  path: '/test$file.text',
  headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
  hash: PUT_HASH,
  signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
};

const PRESIGNED =
  'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
const presigned = (query = PRESIGNED, headers: Record<string, string[]> = {}): SignedRequest => ({
  method: 'GET',
  path: '/test.txt',
  query: parseQuery(query),
  headers: { host: [HOST], ...headers },
});

const verify = (request: SignedRequest, now = NOW, credentials = CREDENTIALS) => verifySignature(request, credentials, now);
const refusal = (request: SignedRequest, now = NOW, credentials = CREDENTIALS): unknown => {
  try {
    return verify(request, now, credentials);
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a signature in the header', () => {
  it('is accepted as Amazon computes it for an object, a listing, a sub-resource and an upload', () => {
    expect(verify(example(GET_OBJECT))).toEqual({ bodySha256: EMPTY });
    expect(verify(example(PUT_OBJECT))).toEqual({ bodySha256: PUT_HASH });
    verify(example({ query: 'lifecycle', signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543' }));
    verify(example({ query: 'max-keys=2&prefix=J', signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7' }));
  });

  it('does not depend on the order of the query', () => {
    verify(example({ query: 'prefix=J&max-keys=2', signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7' }));
  });

  it('is refused when anything that was signed has changed', () => {
    expect(refusal(example({ ...GET_OBJECT, path: '/test.txu' }))).toBe('SignatureDoesNotMatch');
    expect(refusal(example({ ...GET_OBJECT, method: 'DELETE' }))).toBe('SignatureDoesNotMatch');
    expect(refusal(example({ ...GET_OBJECT, query: 'acl' }))).toBe('SignatureDoesNotMatch');
    expect(refusal(example({ ...GET_OBJECT, headers: { range: 'bytes=0-99' } }))).toBe('SignatureDoesNotMatch');
    expect(refusal(example({ ...GET_OBJECT, hash: PUT_HASH }))).toBe('SignatureDoesNotMatch');
    expect(refusal(example(GET_OBJECT), NOW, { ...CREDENTIALS, secretKey: 'another' })).toBe('SignatureDoesNotMatch');
  });

  it('is refused when it is no hex of 32 bytes', () => {
    for (const signature of ['x', GET_OBJECT.signature.slice(2), GET_OBJECT.signature.toUpperCase(), `${GET_OBJECT.signature}00`]) {
      expect(refusal(example({ ...GET_OBJECT, signature }))).toBe('SignatureDoesNotMatch');
    }
  });

  it('is refused with an unknown key, another region, a foreign day or service', () => {
    expect(refusal(example(GET_OBJECT), NOW, { ...CREDENTIALS, accessKey: 'OTHER' })).toBe('InvalidAccessKeyId');
    expect(refusal(example(GET_OBJECT), NOW, { ...CREDENTIALS, region: 'eu-west-1' })).toBe('AuthorizationHeaderMalformed');
    expect(refusal(example({ ...GET_OBJECT, headers: { ...GET_OBJECT.headers, 'x-amz-date': '20130525T000000Z' } }))).toBe(
      'AuthorizationHeaderMalformed',
    );
  });

  it('holds for fifteen minutes in both directions', () => {
    const signedAt = Date.UTC(2013, 4, 24);
    expect(refusal(example(GET_OBJECT), signedAt + 15 * 60_000)).toEqual({ bodySha256: EMPTY });
    expect(refusal(example(GET_OBJECT), signedAt + 15 * 60_000 + 1)).toBe('RequestTimeTooSkewed');
    expect(refusal(example(GET_OBJECT), signedAt - 15 * 60_000 - 1)).toBe('RequestTimeTooSkewed');
  });

  it('covers every x-amz header and the host', () => {
    const withCopy = { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, 'x-amz-copy-source': '/b/k' } };
    const signedHeaders = 'host;range;x-amz-content-sha256;x-amz-date';
    expect(refusal(example({ ...withCopy, signedHeaders }))).toBe('AccessDenied');
    expect(refusal(example({ ...GET_OBJECT, signedHeaders: 'range;x-amz-content-sha256;x-amz-date' }))).toBe('AccessDenied');
  });
});

describe('a presigned URL', () => {
  it('is accepted as Amazon computes it', () => {
    expect(verify(presigned())).toEqual({ bodySha256: undefined });
  });

  it('ends with its time', () => {
    const signedAt = Date.UTC(2013, 4, 24);
    expect(refusal(presigned(), signedAt + 86_400_000)).toEqual({ bodySha256: undefined });
    expect(refusal(presigned(), signedAt + 86_400_001)).toBe('AccessDenied');
    expect(refusal(presigned(), signedAt - 15 * 60_000 - 1)).toBe('AccessDenied');
  });

  it('cannot be given a longer life, another answer or another header', () => {
    expect(refusal(presigned(PRESIGNED.replace('86400', '604800')))).toBe('SignatureDoesNotMatch');
    expect(refusal(presigned(`${PRESIGNED}&response-content-type=text%2Fhtml`))).toBe('SignatureDoesNotMatch');
    expect(refusal(presigned(`${PRESIGNED}&X-Amz-Expires=1`))).toBe('SignatureDoesNotMatch');
    expect(refusal(presigned(PRESIGNED, { 'x-amz-copy-source': ['/bucket/secret'] }))).toBe('AccessDenied');
  });

  it('lives between a second and a week', () => {
    for (const seconds of ['0', '604801', '-1', '1e3', '']) {
      expect(refusal(presigned(PRESIGNED.replace('86400', seconds)))).toBe('AuthorizationQueryParametersError');
    }
  });

  it('is not mixed with a signed header, and nothing is allowed without a signature', () => {
    expect(refusal(presigned(PRESIGNED, { authorization: ['AWS4-HMAC-SHA256 x'] }))).toBe('InvalidArgument');
    expect(refusal(presigned(''))).toBe('AccessDenied');
    expect(refusal(presigned('', { authorization: ['AWS AKIA:signature'] }))).toBe('AccessDenied');
  });
});
