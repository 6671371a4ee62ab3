import type { DirectUploads } from './direct-uploads.ts';

/** Object storage as features see it. Keys are generated here, never by users: `workspace/kind/id`. */
export interface Storage {
  /** Direct uploads by clients. */
  readonly uploads: DirectUploads;
  /** Creates the bucket if it is missing; fails when the store does not answer. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Uploads a local file, in parts of 8 MiB when large. An aborted put leaves nothing behind. */
  putFile(key: string, path: string, options: PutOptions): Promise<StoredObject>;
  putBytes(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject>;
  /** Downloads an object to a local file, which appears only when it is complete. */
  getFile(key: string, path: string, options?: { signal?: AbortSignal }): Promise<void>;
  stat(key: string, signal?: AbortSignal): Promise<StoredObject | undefined>;
  /** Copies within the store; no bytes pass through this process. */
  copy(from: string, to: string, signal?: AbortSignal): Promise<StoredObject>;
  /** Ordered by the keys' bytes. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Missing keys are not an error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Aborts multipart uploads that started before this time and never ended. Returns their number. */
  abortUploads(begunBefore: Date): Promise<number>;
  /** A URL that a browser may GET without credentials, signed for the public endpoint. */
  presignGet(key: string, options: PresignOptions): Promise<string>;
}

export interface PutOptions {
  readonly contentType: string;
  readonly signal?: AbortSignal;
}

export interface StoredObject {
  readonly key: string;
  readonly byteSize: number;
  readonly etag: string;
}

export interface ListedObject extends StoredObject {
  /** By the store's clock. */
  readonly modifiedAt: Date;
}

export interface PresignOptions {
  /** Seconds, 1 to 604,800 (the limit of SigV4). */
  readonly expiresIn: number;
  readonly disposition: 'ATTACHMENT' | 'INLINE';
  /** File name shown to the person who downloads it; any characters. */
  readonly fileName: string;
  readonly contentType: string;
  /** Time of signing. The same time gives the same URL, so that caches work. */
  readonly signedAt?: Date;
}
