import { z } from 'zod';
import type { BucketAddress, BucketClient } from '../../../../platform/bucket/bucket-client.ts';
import { BucketError } from '../../../../platform/bucket/bucket-client.ts';
import type { Encryption } from '../../../../platform/secrets/encryption.ts';
import type { Storage } from '../../../../platform/storage/storage.ts';
import { AssetEntity } from '../../../assets/asset.entity.ts';
import type { AssetRow } from '../../../assets/asset.entity.ts';
import type { StepOutcome } from '../../../jobs/steps/step-handler.ts';
import type { ChannelAccess } from '../../channels/channel-access.ts';
import { filmGone, targetRefused, targetUnavailable } from '../../publish-failures.ts';
import { writePublication } from '../../publications/publication-writes.ts';
import { uploadContext } from '../../publications/upload-context.ts';
import type { PublishTarget, PublishWork } from '../publish-target.ts';

/** Bytes of a part, of which one is in memory; larger for films with more than MAX_PARTS of them. */
const PART_BYTES = 16 * 1024 ** 2;
/** S3 allows 10,000. Fewer, because the tags of all parts are stored after each part. */
const MAX_PARTS = 1_000;

/** Codes of S3 for keys that it does not accept, whatever the request. */
const ACCESS = ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken', 'AllAccessDisabled'];
/** Codes of S3 with which the same request may succeed later. RequestTimeTooSkewed (403) is about the clock of the worker. */
const TRANSIENT = ['RequestTimeTooSkewed', 'RequestTimeout', 'SlowDown', 'OperationAborted', 'unreadable'];

export interface BucketTargetParts {
  readonly access: ChannelAccess;
  readonly client: BucketClient;
  readonly storage: Pick<Storage, 'readBytes'>;
  readonly encryption: Encryption;
  readonly partBytes?: number;
}

const session = z.object({ id: z.string(), key: z.string(), tags: z.array(z.string()) });
type Session = z.infer<typeof session>;

/** Steps of a delivery to a bucket: the upload alone. The key is that of the publication, so a repeated upload replaces itself. */
export function bucketTarget({ access, client, storage, encryption, partBytes = PART_BYTES }: BucketTargetParts): PublishTarget {
  async function upload(work: PublishWork): Promise<StepOutcome> {
    const { run, channel, publication } = work;
    const { assetId } = publication;
    const film = assetId ? await run.scope.tx((em) => em.findOne(AssetEntity, { id: assetId })) : null;
    if (!film) throw filmGone();
    const { endpoint = '', region = '', bucket = '', prefix = '' } = channel.settings;
    const address = { endpoint, region, bucket, ...(await access.bucketKeys(run.scope, channel.id)) };
    const key = `${prefix}${publication.id}/${keyName(film.fileName)}`;
    try {
      await send(work, address, film, key);
    } catch (error) {
      if (!(error instanceof BucketError)) throw error;
      await explain(work, error);
    }
    return {
      message: 'Delivered.',
      inTransaction: (em) =>
        writePublication(em, publication, {
          ...{ externalId: key, url: `${endpoint}/${bucket}/${key}`, uploadedAt: new Date(), publishedAt: new Date() },
          ...{ status: 'PUBLISHED', privacy: null, uploadSession: null, confirmedBytes: film.byteSize },
        }),
    };
  }

  async function send(work: PublishWork, address: BucketAddress, film: AssetRow, key: string): Promise<void> {
    const { run, publication } = work;
    const size = Math.max(partBytes, Math.ceil(film.byteSize / MAX_PARTS));
    let current = publication.uploadSession == null ? undefined : readSession(publication.id, publication.uploadSession);
    current ??= await open(work, address, film, key);
    for (let offset = current.tags.length * size; offset < film.byteSize; offset += size) {
      run.signal.throwIfAborted();
      run.report(offset / film.byteSize);
      const bytes = await storage.readBytes(film.storageKey, { offset, length: Math.min(size, film.byteSize - offset) }, run.signal);
      const tag = await client.putPart(address, current, { number: current.tags.length + 1, bytes }, run.signal);
      current = { ...current, tags: [...current.tags, tag] };
      await store(work, current, offset + bytes.length);
    }
    await client.complete(address, current, current.tags, run.signal);
  }

  async function open(work: PublishWork, address: BucketAddress, film: AssetRow, key: string): Promise<Session> {
    const opened = { id: await client.begin(address, key, film.contentType, work.run.signal), key, tags: [] };
    await store(work, opened, 0);
    return opened;
  }

  /** Commits what has arrived. The upload is fenced: a worker that lost the step stops here. */
  async function store({ run, publication }: PublishWork, current: Session, confirmedBytes: number): Promise<void> {
    const uploadSession = encryption.encrypt(JSON.stringify(current), uploadContext(publication.id));
    await run.advanced((em) =>
      writePublication(em, publication, {
        ...{ uploadSession, confirmedBytes, status: 'UPLOADING' },
        uploadStartedAt: publication.uploadStartedAt ?? new Date(),
      }),
    );
  }

  async function explain({ run, channel, publication }: PublishWork, error: BucketError): Promise<never> {
    if (error.code === 'NoSuchUpload') {
      // Its parts are lost, or it was completed and the answer was lost: the next attempt writes the same object again.
      await run.advanced((em) => writePublication(em, publication, { uploadSession: null, confirmedBytes: 0 }));
      throw targetUnavailable('The bucket has dropped the unfinished upload.', error);
    }
    if (ACCESS.includes(error.code) || error.status === 401) return access.demandReconnect(run.scope, channel, 'ACCESS_DENIED');
    if (error.status === 0 || error.status >= 500 || error.status === 429 || TRANSIENT.includes(error.code))
      throw targetUnavailable(error.message, error);
    throw targetRefused(error.message, error);
  }

  /** Undefined when its key is lost: the next upload writes the same object. */
  function readSession(id: string, text: string): Session | undefined {
    try {
      return session.parse(JSON.parse(encryption.decrypt(text, uploadContext(id))));
    } catch {
      return undefined;
    }
  }

  return { UPLOAD: upload };
}

/** A file name of characters that need no escapes in keys and URLs. */
const keyName = (fileName: string): string => fileName.replaceAll(/[^\w.-]+/g, '-').slice(-100) || 'film.mp4';
