import type { Storage } from '../../platform/storage/storage.ts';
import { CheckError } from './failure-reason.ts';

/** Key of an empty test object that is downloaded by the address that browsers receive. */
const PUBLIC_CHECK = '.reelwright/public-check';
/** Key of an upload that is aborted before an object exists. */
const UPLOAD_CHECK = '.reelwright/upload-check';
const CHECK_TEXT = 'reelwright';
const CHECK_WITHIN_MS = 10_000;

/** Stores an object and downloads it by the address that browsers receive. Rejects when it does not come back. */
export async function fetchBack(storage: Storage): Promise<void> {
  await storage.putBytes(PUBLIC_CHECK, Buffer.from(CHECK_TEXT), { contentType: 'text/plain' });
  const url = await storage.presignGet(PUBLIC_CHECK, {
    expiresIn: 60,
    disposition: 'ATTACHMENT',
    fileName: 'check.txt',
    contentType: 'text/plain',
  });
  const response = await fetch(url, { signal: AbortSignal.timeout(CHECK_WITHIN_MS) });
  const text = await response.text();
  if (!response.ok) throw new CheckError(`status ${response.status}`);
  if (text !== CHECK_TEXT) throw new CheckError('another body');
}

/** Uploads a part as a browser does, by the address that it receives, and aborts the upload. Rejects when the store refuses it. */
export async function uploadPart({ uploads }: Pick<Storage, 'uploads'>): Promise<void> {
  const upload = await uploads.begin(UPLOAD_CHECK);
  try {
    const body = Buffer.from(CHECK_TEXT);
    const url = uploads.presignPart(upload, { number: 1, byteSize: body.length }, 60);
    const response = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(CHECK_WITHIN_MS) });
    await response.arrayBuffer();
    if (!response.ok) throw new CheckError(`status ${response.status}`);
    const parts = await uploads.parts(upload);
    if (parts?.[0]?.byteSize !== body.length) throw new CheckError('the part did not arrive');
  } finally {
    await uploads.abort(upload);
  }
}
