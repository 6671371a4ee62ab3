import { client } from '../../shared/api/client.ts';
import { errorText } from '../../shared/messages/error-text.ts';
import { sayNow } from '../../shared/messages/text.ts';
import { randomKey } from '../../shared/state/random-key.ts';
import { BeginUploadDocument, CompleteUploadDocument, UploadDocument } from '../../studio/files/files.generated.ts';
import { sendPart } from '../../studio/files/send-part.ts';
import { AssetReadyDocument, UploadedAssetDocument } from './edit.generated.ts';

export interface UploadOptions {
  readonly workspaceId: string;
  readonly signal: AbortSignal;
}

/** The id of an asset that is READY, or why there is none: `problem` is undefined when the server did not answer. */
export type Uploaded = { readonly assetId: string } | { readonly problem: string | undefined };

/** Uploads a small file and waits until it is checked. Larger ones go through the page of files, which continues them after a reload. */
export async function uploadFile(file: File, { workspaceId, signal }: UploadOptions): Promise<Uploaded> {
  const input = {
    workspaceId,
    fileName: file.name,
    byteSize: file.size,
    idempotencyKey: randomKey(),
    ...(file.type && { contentType: file.type }),
  };
  const begun = await client.mutation(BeginUploadDocument, { input });
  if (!begun.data) return { problem: begun.error && errorText(sayNow, begun.error) };
  const { id } = begun.data.createUpload;
  const { data } = await client.query(UploadDocument, { id }, { requestPolicy: 'network-only' });
  try {
    for (const { offset, byteSize, url, headers } of data?.uploadSession?.parts ?? [])
      await sendPart(file.slice(offset, offset + byteSize), { url, headers, signal, onProgress: () => undefined });
  } catch {
    return { problem: undefined };
  }
  const completed = await client.mutation(CompleteUploadDocument, { id });
  if (!completed.data) return { problem: completed.error && errorText(sayNow, completed.error) };
  return checked(id, { workspaceId, signal });
}

/** Waits for the end of the check. The first event arrives with the subscription, so none is missed. */
function checked(id: string, { workspaceId, signal }: UploadOptions): Promise<Uploaded> {
  return new Promise((resolve) => {
    const read = async (): Promise<void> => {
      const { data } = await client.query(UploadedAssetDocument, { id }, { requestPolicy: 'network-only' });
      const asset = data?.asset;
      if (asset?.status === 'READY') end({ assetId: id });
      if (asset?.status === 'REJECTED') end({ problem: asset.rejectionHint ?? undefined });
    };
    const { unsubscribe } = client.subscription(AssetReadyDocument, { workspaceId }).subscribe(() => void read());
    const end = (outcome: Uploaded): void => {
      unsubscribe();
      resolve(outcome);
    };
    signal.addEventListener('abort', () => end({ problem: undefined }));
    void read();
  });
}
