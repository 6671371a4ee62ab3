/**
 * Uploads that clients send straight to the store, in parts, by presigned URLs. A URL puts one part of one upload and can do nothing
 * else; when the upload is completed or forgotten it is dead, so nobody can overwrite the object that was made of the parts.
 */
export interface DirectUploads {
  /** NOT_CONFIGURED when the store lets URLs of uploads read other objects; then no upload begins. Asked once, if it is well. */
  ready(): Promise<void>;
  /** Begins an upload that will be the object `key`. */
  begin(key: string): Promise<DirectUpload>;
  /**
   * A URL that accepts a PUT of exactly `byteSize` bytes, without credentials, for `expiresIn` seconds. The signature covers
   * Content-Length, so the store refuses a body of any other length, and one sent in chunks. Parts count from 1.
   */
  presignPart(upload: DirectUpload, part: Pick<StoredPart, 'number' | 'byteSize'>, expiresIn: number): string;
  /** What the store has, by number; undefined when it does not know the upload: completed, forgotten or never begun. */
  parts(upload: DirectUpload): Promise<readonly StoredPart[] | undefined>;
  /**
   * Joins exactly these parts to the object. CHANGED: one of them is not what was listed any more; the upload goes on.
   * GONE: the store does not know the upload.
   */
  complete(upload: DirectUpload, parts: readonly StoredPart[]): Promise<'DONE' | 'CHANGED' | 'GONE'>;
  /** What was sent is removed; no error when there is nothing. */
  forget(upload: DirectUpload): Promise<void>;
}

export interface DirectUpload {
  readonly key: string;
  /** The store's name for it. */
  readonly storeId: string;
}

export interface StoredPart {
  readonly number: number;
  readonly byteSize: number;
  readonly etag: string;
}
