import type { EntityManager } from '@mikro-orm/postgresql';
import type { AssetRow } from '../../../assets/asset.entity.ts';
import type { PublicationRow } from '../../publications/publication.entity.ts';
import { addWarning, writePublication } from '../../publications/publication-writes.ts';
import { PRIVACIES } from '../../publications/publication.states.ts';

/** A video that an upload has made. */
export interface UploadedVideo {
  readonly videoId: string;
  readonly privacyStatus: string | undefined;
}

/** Writes that the film is a video at YouTube, in the caller's transaction. */
export async function writeUploaded(
  em: EntityManager,
  publication: PublicationRow,
  film: Pick<AssetRow, 'byteSize'>,
  { videoId, privacyStatus }: UploadedVideo,
): Promise<void> {
  const privacy = PRIVACIES.find((one) => one.toLowerCase() === privacyStatus) ?? null;
  await writePublication(em, publication, {
    ...{ externalId: videoId, url: `https://www.youtube.com/watch?v=${videoId}`, privacy, status: 'PROCESSING' },
    ...{ uploadedAt: new Date(), uploadSession: null, confirmedBytes: film.byteSize, deferredUntil: null },
  });
  if (privacy !== publication.requestedPrivacy) await addWarning(em, publication, 'PRIVACY_DIFFERS');
}
