import { Failure } from '../../../../kernel/failure.ts';
import type { Storage } from '../../../../platform/storage/storage.ts';
import { AssetEntity } from '../../../assets/asset.entity.ts';
import type { AssetRow } from '../../../assets/asset.entity.ts';
import { JobEntity } from '../../../jobs/job/job.entity.ts';
import { Postponed } from '../../../jobs/steps/step-handler.ts';
import type { StepOutcome } from '../../../jobs/steps/step-handler.ts';
import { targetUnavailable, videoRejected } from '../../publish-failures.ts';
import { captionsOf } from '../../publications/film-captions.ts';
import { addWarning, writePublication } from '../../publications/publication-writes.ts';
import { PRIVACIES } from '../../publications/publication.states.ts';
import type { PublicationWarning } from '../../publications/publication.states.ts';
import type { PublishTarget, PublishWork } from '../publish-target.ts';
import { YouTubeUpload } from './youtube-upload.ts';
import type { YouTubeUploadParts } from './youtube-upload.ts';

/** Shortest and longest pause in milliseconds between two looks at a video that YouTube processes. */
const MIN_LOOK_MS = 10_000;
const MAX_LOOK_MS = 300_000;

/** Milliseconds after its upload at which a video that is not processed counts as stuck. A retry of the job looks again. */
const MAX_PROCESSING_MS = 48 * 3_600_000;

/** Steps of a publication at YouTube. */
export function youtubeTarget(parts: YouTubeUploadParts & { readonly storage: Pick<Storage, 'readBytes'> }): PublishTarget {
  const { calls, api, storage } = parts;
  const upload = new YouTubeUpload(parts);
  const read = (asset: AssetRow, { run }: PublishWork): Promise<Buffer> =>
    storage.readBytes(asset.storageKey, { offset: 0, length: asset.byteSize }, run.signal);

  async function thumbnail(work: PublishWork): Promise<void> {
    const id = work.publication.thumbnailAssetId;
    const asset = id ? await work.run.scope.tx((em) => em.findOne(AssetEntity, { id })) : null;
    if (!asset) return;
    const picture = { bytes: await read(asset, work), contentType: asset.contentType };
    await calls.paid(work, 'thumbnails.set', (caller) => api.setThumbnail(videoIdOf(work), picture, caller));
  }

  async function captions(work: PublishWork): Promise<void> {
    const { assetId } = work.publication;
    const [asset, job] = await work.run.scope.tx(async (em) => {
      const film = assetId ? await em.findOne(AssetEntity, { id: assetId }) : null;
      if (!film?.jobId) return [];
      return [await captionsOf(em, film), await em.findOne(JobEntity, { id: film.jobId })] as const;
    });
    if (!asset) return;
    const file = { bytes: await read(asset, work), contentType: 'text/vtt', language: languageOf(job?.spec) };
    await calls.paid(work, 'captions.insert', (caller) =>
      api.addCaptions(videoIdOf(work), file, caller).catch((error: unknown) => {
        // An earlier attempt whose answer was lost has added them.
        if (!isAlreadyThere(error)) throw error;
      }),
    );
  }

  async function playlist(work: PublishWork): Promise<void> {
    const { playlistId } = work.publication;
    if (playlistId == null) return;
    const videoId = videoIdOf(work);
    const { items } = await calls.paid(work, 'playlistItems.list', (caller) => api.playlistItems(playlistId, caller, { videoId }));
    if (items.length > 0) return;
    await calls.paid(work, 'playlistItems.insert', (caller) => api.addToPlaylist(playlistId, videoId, caller));
  }

  async function processing(work: PublishWork): Promise<StepOutcome> {
    const { publication } = work;
    const [video] = await calls.paid(work, 'videos.list', (caller) => api.videos([videoIdOf(work)], caller));
    if (!video) throw videoRejected('it was deleted at YouTube');
    const { uploadStatus, failureReason, rejectionReason, privacyStatus } = video.status;
    if (uploadStatus === 'uploaded') {
      const since = publication.uploadedAt ?? new Date();
      if (Date.now() - since.getTime() > MAX_PROCESSING_MS) throw targetUnavailable('YouTube has not processed the film within 48 hours.');
      throw new Postponed({ until: nextLook(since) });
    }
    if (uploadStatus !== 'processed') throw videoRejected(rejectionReason ?? failureReason ?? uploadStatus);
    const privacy = PRIVACIES.find((word) => word.toLowerCase() === privacyStatus) ?? null;
    const isScheduled = publication.publishAt != null && publication.publishAt.getTime() > Date.now();
    return {
      message: 'Processed.',
      inTransaction: async (em) => {
        await writePublication(em, publication, {
          ...{ status: isScheduled ? 'SCHEDULED' : 'PUBLISHED', publishedAt: isScheduled ? null : new Date(), privacy },
          ...{ views: video.statistics?.viewCount ?? null, likes: video.statistics?.likeCount ?? null, statisticsAt: new Date() },
        });
        if (privacy !== publication.requestedPrivacy && publication.publishAt == null) await addWarning(em, publication, 'PRIVACY_DIFFERS');
      },
    };
  }

  return {
    UPLOAD: (work) => upload.run(work),
    THUMBNAIL: (work) => optional(work, 'THUMBNAIL_REFUSED', thumbnail),
    CAPTIONS: (work) => optional(work, 'CAPTIONS_REFUSED', captions),
    PLAYLIST: (work) => optional(work, 'PLAYLIST_REFUSED', playlist),
    PROCESSING: processing,
  };
}

/** Runs a step without which the film is published all the same: a refusal becomes a warning. */
async function optional(work: PublishWork, warning: PublicationWarning, step: (work: PublishWork) => Promise<void>): Promise<StepOutcome> {
  try {
    await step(work);
    return {};
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'TARGET_REFUSED') throw error;
    return { message: error.message, inTransaction: (em) => addWarning(em, work.publication, warning) };
  }
}

/** The video that the upload has made. */
function videoIdOf({ publication }: PublishWork): string {
  if (publication.externalId == null) throw new Error('the film is not uploaded');
  return publication.externalId;
}

/** Longer pauses for a longer wait, because every look costs a unit. */
const nextLook = (since: Date): Date =>
  new Date(Date.now() + Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, (Date.now() - since.getTime()) / 4)));

const isAlreadyThere = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && error.status === 409 && 'reason' in error && error.reason === 'captionExists';

/** The language of a film by the spec of its job; BCP 47's tag for an undetermined one without it. */
const languageOf = (spec: object | null | undefined): string =>
  spec && 'language' in spec && typeof spec.language === 'string' ? spec.language : 'und';
