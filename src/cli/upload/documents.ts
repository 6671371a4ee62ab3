import { document } from '../demo/documents.ts';

export interface Part {
  readonly number: number;
  readonly offset: number;
  readonly byteSize: number;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface Asset {
  readonly id: string;
  readonly status: string;
  readonly fileName: string;
  readonly byteSize: number;
  /** Why the file was rejected, and how to correct it; null unless the asset is REJECTED. */
  readonly rejection: string | null;
  readonly rejectionHint: string | null;
}

export interface Session {
  readonly id: string;
  readonly status: 'OPEN' | 'COMPLETED' | 'ABORTED' | 'EXPIRED';
  readonly asset: Asset;
  /** Parts that the store does not have yet. */
  readonly parts: readonly Part[];
}

interface CreateUploadInput {
  readonly workspaceId: string;
  readonly fileName: string;
  readonly contentType: string | undefined;
  readonly byteSize: number;
  readonly idempotencyKey: string;
}

const ASSET = 'id status fileName byteSize rejection rejectionHint';
const SESSION = `id status asset { ${ASSET} } parts(missingOnly: true) { number offset byteSize url headers { name value } }`;

export const CREATE_UPLOAD = document<{ createUpload: Session }, { input: CreateUploadInput }>(
  `mutation CreateUpload($input: CreateUploadInput!) { createUpload(input: $input) { ${SESSION} } }`,
);
export const UPLOAD_SESSION = document<{ uploadSession: Session }, { id: string }>(
  `query UploadSession($id: ID!) { uploadSession(id: $id) { ${SESSION} } }`,
);
export const COMPLETE_UPLOAD = document<{ completeUpload: Asset }, { id: string }>(
  `mutation CompleteUpload($id: ID!) { completeUpload(id: $id) { ${ASSET} } }`,
);
export const ASSET_VERDICT = document<{ asset: Asset | null }, { id: string }>(
  `query AssetVerdict($id: ID!) { asset(id: $id) { ${ASSET} } }`,
);
