/**
 * Uploads that clients send directly to the store, in parts, by presigned URLs. A URL writes one part of one upload and nothing else. It is
 * invalid once the upload is completed or aborted, so nobody can overwrite the resulting object.
 */
export interface DirectUploads {
  /**
   * Checks the store before the first upload. Successful checks are cached. @throws ReelwrightError NOT_CONFIGURED when the store lets
   * upload URLs read other objects
   */
  ready(): Promise<void>;
  /** Starts a multipart upload for the object `key`. */
  begin(key: string): Promise<DirectUpload>;
  /**
   * A URL that accepts a PUT of exactly `byteSize` bytes, without credentials, for `expiresIn` seconds. The signature covers
   * Content-Length, so the store refuses a body of any other length, and one sent in chunks. Parts count from 1.
   */
  presignPart(upload: DirectUpload, part: Pick<StoredPart, 'number' | 'byteSize'>, expiresIn: number): string;
  /** The stored parts by number; undefined when the upload is unknown: completed, aborted or never started. */
  parts(upload: DirectUpload): Promise<readonly StoredPart[] | undefined>;
  /**
   * Completes the object from exactly these parts. CHANGED: a part differs from the listed one, and the upload stays open. GONE: the upload
   * is unknown.
   */
  complete(upload: DirectUpload, parts: readonly StoredPart[]): Promise<'DONE' | 'CHANGED' | 'GONE'>;
  /** Deletes the uploaded parts; no error when there are none. */
  abort(upload: DirectUpload): Promise<void>;
}

export interface DirectUpload {
  readonly key: string;
  /** The store's id of the upload. */
  readonly storeId: string;
}

export interface StoredPart {
  readonly number: number;
  readonly byteSize: number;
  readonly etag: string;
}
