/** S3 errors as clients receive them: programs rely on the code, the message is for people. Statuses are those of Amazon S3. */
const ERRORS = {
  AccessDenied: [403, 'Access denied.'],
  AuthorizationHeaderMalformed: [400, 'The authorization header is malformed.'],
  AuthorizationQueryParametersError: [400, 'The authorization in the query is malformed.'],
  BadDigest: [400, 'The Content-MD5 you specified did not match what was received.'],
  BucketAlreadyOwnedByYou: [409, 'You already own this bucket.'],
  BucketNotEmpty: [409, 'The bucket is not empty.'],
  EntityTooLarge: [400, 'The upload is larger than an object may be.'],
  EntityTooSmall: [400, 'A part other than the last is smaller than 5 MiB.'],
  InternalError: [500, 'Internal error. Try again.'],
  InvalidAccessKeyId: [403, 'The access key does not exist.'],
  InvalidArgument: [400, 'An argument is not valid.'],
  InvalidBucketName: [400, 'The bucket name is not valid.'],
  InvalidDigest: [400, 'The Content-MD5 is not the base64 of 16 bytes.'],
  InvalidPart: [400, 'A part was not found, or its ETag differs.'],
  InvalidPartOrder: [400, 'Parts must be listed once each, in ascending order.'],
  InvalidRange: [416, 'The range cannot be satisfied.'],
  InvalidRequest: [400, 'The request is not valid.'],
  InvalidURI: [400, 'The path or the query cannot be read.'],
  KeyTooLongError: [400, 'The key is longer than 1,024 bytes.'],
  MalformedXML: [400, 'The XML is malformed or lacks a required element.'],
  MethodNotAllowed: [405, 'The method is not allowed here.'],
  MissingContentLength: [411, 'Content-Length is required.'],
  NoSuchBucket: [404, 'The bucket does not exist.'],
  NoSuchKey: [404, 'The key does not exist.'],
  NoSuchUpload: [404, 'The upload does not exist: it was completed, aborted or never begun.'],
  NotImplemented: [501, 'Not implemented by this store.'],
  PreconditionFailed: [412, 'A condition of the request does not hold.'],
  RequestTimeTooSkewed: [403, 'The clocks of client and store differ by more than 15 minutes.'],
  SignatureDoesNotMatch: [403, 'The signature does not match.'],
  StorageFull: [507, 'The disk of the store is full.'],
  XAmzContentSHA256Mismatch: [400, 'The body does not have the SHA-256 that was signed.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type S3ErrorCode = keyof typeof ERRORS;

/** The only error sent to clients unchanged; all others become InternalError. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;
  /** Further elements of the error document, such as `Region`. */
  readonly elements: Readonly<Record<string, string>>;

  constructor(code: S3ErrorCode, message: string = ERRORS[code][1], elements: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = ERRORS[code][0];
    this.elements = elements;
  }
}
