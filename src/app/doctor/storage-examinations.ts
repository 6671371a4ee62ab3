import { openStorage } from '../../platform/storage/minio-storage.ts';
import { fetchBack, uploadPart } from '../health/public-storage.ts';
import { CheckError } from '../health/failure-reason.ts';
import type { Config } from '../config.ts';
import type { Examination } from './finding.ts';

const CHECK = '.reelwright/doctor-check';

/** The object store: the bucket and its rights, and the addresses that browsers use. */
export function storageExaminations({ storage: settings }: Pick<Config, 'storage'>): Examination[] {
  const storage = openStorage(settings);
  return [
    {
      subject: 'bucket',
      remedy: 'Check S3_ENDPOINT, S3_BUCKET and the keys, and their rights to put, get, list and delete objects.',
      examine: async () => {
        await storage.ready(AbortSignal.timeout(10_000));
        await storage.putBytes(CHECK, Buffer.from('doctor'), { contentType: 'text/plain' });
        const found = await storage.stat(CHECK);
        await storage.remove([CHECK]);
        if (found?.byteSize !== 6 || (await storage.stat(CHECK))) throw new CheckError('Objects are not kept or not deleted.');
        return `${settings.bucket} at ${settings.endpoint}: objects can be put, read and deleted.`;
      },
    },
    {
      subject: 'public address of the store',
      remedy: 'Set S3_PUBLIC_ENDPOINT to the address that browsers reach. A proxy in front of the store must keep the Host header.',
      examine: async () => {
        await fetchBack(storage);
        return `${settings.publicEndpoint} returns what was stored.`;
      },
    },
    {
      subject: 'upload address',
      remedy:
        'Set S3_UPLOAD_ACCESS_KEY and S3_UPLOAD_SECRET_KEY (docs/storage.md, Uploads from clients), and let PUT requests reach the store.',
      examine: async () => {
        await uploadPart(storage);
        return `${settings.publicEndpoint} accepts parts of uploads.`;
      },
    },
  ];
}
