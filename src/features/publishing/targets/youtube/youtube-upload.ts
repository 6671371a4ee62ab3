import { isId } from '../../../../kernel/id.ts';
import type { Encryption } from '../../../../platform/secrets/encryption.ts';
import type { Storage } from '../../../../platform/storage/storage.ts';
import type { YouTubeApi } from '../../../../platform/youtube/youtube-api.ts';
import { CHUNK_UNIT } from '../../../../platform/youtube/youtube-uploads.ts';
import type { UploadState, YouTubeUploads } from '../../../../platform/youtube/youtube-uploads.ts';
import { AssetEntity } from '../../../assets/asset.entity.ts';
import type { AssetRow } from '../../../assets/asset.entity.ts';
import type { StepOutcome } from '../../../jobs/steps/step-handler.ts';
import { filmGone, targetUnavailable } from '../../publish-failures.ts';
import type { PublicationRow } from '../../publications/publication.entity.ts';
import { writePublication } from '../../publications/publication-writes.ts';
import { uploadContext } from '../../publications/upload-context.ts';
import type { PublishWork } from '../publish-target.ts';
import type { YouTubeCalls } from './youtube-calls.ts';
import { findUploaded } from './youtube-search.ts';
import { writeUploaded } from './uploaded-video.ts';
import type { UploadedVideo } from './uploaded-video.ts';

/** Bytes of a chunk: held in memory, and the most that is sent again after a break. */
const CHUNK_BYTES = 32 * CHUNK_UNIT;

export interface YouTubeUploadParts {
  readonly calls: YouTubeCalls;
  readonly api: YouTubeApi;
  readonly uploads: YouTubeUploads;
  readonly storage: Pick<Storage, 'readBytes'>;
  readonly encryption: Encryption;
  readonly chunkBytes?: number;
}

interface Progress {
  readonly work: PublishWork;
  readonly film: AssetRow;
}

/**
 * UPLOAD at YouTube. Bytes go from the object store to a resumable upload, whose address is stored before the first byte. After a crash the
 * upload continues with the byte that YouTube expects, and no second upload begins before the uploads of the channel were searched.
 */
export class YouTubeUpload {
  constructor(private readonly parts: YouTubeUploadParts) {}

  async run(work: PublishWork): Promise<StepOutcome> {
    const { publication, run } = work;
    if (publication.externalId != null) return { reused: true };
    const { assetId } = publication;
    const film = assetId && isId(assetId) ? await run.scope.tx((em) => em.findOne(AssetEntity, { id: assetId })) : null;
    if (!film) throw filmGone();
    const found = await this.#upload({ work, film });
    return { message: 'Uploaded.', inTransaction: (em) => writeUploaded(em, publication, film, found) };
  }

  async #upload(progress: Progress): Promise<UploadedVideo> {
    const { work, film } = progress;
    const { calls, uploads, encryption, storage, chunkBytes = CHUNK_BYTES } = this.parts;
    const { run, publication } = work;
    let session = readSession(encryption, publication);
    const known = session;
    let state: UploadState = known === undefined ? 'GONE' : await calls.free(work, (caller) => uploads.state(known, film.byteSize, caller));
    for (let [confirmed, opened] = [publication.confirmedBytes, 0]; ;) {
      run.signal.throwIfAborted();
      if (state === 'GONE' || session === undefined) {
        const found = await findUploaded(this.parts, work, film);
        if (found) return found;
        if ((opened += 1) > 1) throw targetUnavailable('YouTube ended two uploads of the film before they were complete.');
        session = await this.#open(progress);
        [state, confirmed] = [{ confirmed: 0 }, 0];
      }
      if ('videoId' in state) return state;
      const offset: number = state.confirmed;
      if (offset >= film.byteSize) throw targetUnavailable('YouTube has all bytes of the film and does not finish the upload.');
      if (offset > confirmed) {
        await run.advanced((em) => writePublication(em, publication, { confirmedBytes: offset, status: 'UPLOADING', deferredUntil: null }));
        confirmed = offset;
      }
      run.report(offset / film.byteSize);
      const bytes = await storage.readBytes(film.storageKey, { offset, length: Math.min(chunkBytes, film.byteSize - offset) }, run.signal);
      const address: string = session;
      state = await calls.free(work, (caller) => uploads.send(address, { offset, bytes, byteSize: film.byteSize }, caller));
    }
  }

  /** Opens an upload. Its address is committed before a byte is sent, so a crash leaves no upload that nobody knows. */
  async #open({ work, film }: Progress): Promise<string> {
    const { calls, uploads, encryption } = this.parts;
    const { publication, run } = work;
    const { title, description, tags, categoryId, publishAt, madeForKids, syntheticMedia } = publication;
    const video = {
      ...{ title, description, tags, madeForKids, syntheticMedia, byteSize: film.byteSize, contentType: film.contentType },
      privacyStatus: publication.requestedPrivacy.toLowerCase(),
      ...(categoryId != null && { categoryId }),
      ...(publishAt && { publishAt }),
    };
    const session = await calls.paid(work, 'videos.insert', (caller) => uploads.start(video, caller));
    await run.advanced((em) =>
      writePublication(em, publication, {
        ...{ status: 'UPLOADING', deferredUntil: null, confirmedBytes: 0 },
        uploadSession: encryption.encrypt(session, uploadContext(publication.id)),
        uploadStartedAt: publication.uploadStartedAt ?? new Date(),
      }),
    );
    return session;
  }
}

/** The stored address of the upload. Undefined without one, and when its key is lost: then the uploads of the channel are searched. */
function readSession(encryption: Encryption, { id, uploadSession }: PublicationRow): string | undefined {
  try {
    return uploadSession == null ? undefined : encryption.decrypt(uploadSession, uploadContext(id));
  } catch {
    return undefined;
  }
}
