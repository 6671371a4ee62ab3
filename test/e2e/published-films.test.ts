import { expect, it } from 'vitest';
import { proveUpload } from '../proof/uploads/prove-upload.ts';

/** `npm run proof -- --upload-kills 20` kills more. */
const KILLS = 2;
const BYTES = 100 * 1024 ** 2;

it('an upload of 100 MB whose workers are killed makes one video with the right bytes', { timeout: 300_000 }, async () => {
  const { killedAt, ...found } = await proveUpload({ kills: KILLS, byteSize: BYTES });
  expect(found).toEqual({ byteSize: BYTES, uploads: 1, videos: 1, areBytesRight: true, status: 'PUBLISHED' });
  expect(killedAt).toHaveLength(KILLS);
});
