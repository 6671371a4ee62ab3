import type { DirectUploads } from './direct-uploads.ts';

/** Object storage as features see it. Keys are made by us, never by users: `workspace/kind/id`. */
export interface Storage {
  /** What clients send straight to the store. */
  readonly uploads: DirectUploads;
  /** Makes the bucket where it is missing; fails when the store does not answer. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Streams a local file up, in parts of 8 MiB when large. An aborted put leaves nothing. */
  putFile(key: string, path: string, options: PutOptions): Promise<StoredObject>;
  putBytes(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject>;
  /** Streams an object into a local file, which appears only when complete. */
  getFile(key: string, path: string, options?: { signal?: AbortSignal }): Promise<void>;
  stat(key: string, signal?: AbortSignal): Promise<StoredObject | undefined>;
  /** Copies inside the store; nothing travels through this process. */
  copy(from: string, to: string, signal?: AbortSignal): Promise<StoredObject>;
  /** In the order of the keys' bytes. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Missing keys are no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Forgets uploads in parts that were begun before this moment and never ended. Returns how many. */
  forgetUploads(begunBefore: Date): Promise<number>;
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
  /** As the person who downloads it shall see it; any characters. */
  readonly fileName: string;
  readonly contentType: string;
  /** The moment of signing. The same moment gives the same text, so that caches hold. */
  readonly signedAt?: Date;
}
