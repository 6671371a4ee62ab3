import { publishStepHandlers } from '../../features/publishing/publish.step.ts';
import { bucketTarget } from '../../features/publishing/targets/bucket/bucket-target.ts';
import { youtubeTarget } from '../../features/publishing/targets/youtube/youtube-target.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { Services } from '../services.ts';

/** Sizes that tests make smaller. */
interface Sizes {
  readonly chunkBytes?: number;
  readonly partBytes?: number;
}

/** Step handlers of jobs of the type PUBLISH, with every target. */
export function openPublishTargets(
  { publishTools: { api, uploads, access, calls, bucketClient: client }, encryption }: Pick<Services, 'publishTools' | 'encryption'>,
  storage: Pick<Storage, 'readBytes'>,
  sizes: Sizes = {},
) {
  return publishStepHandlers({
    YOUTUBE: youtubeTarget({ calls, api, uploads, storage, encryption, ...sizes }),
    BUCKET: bucketTarget({ access, client, storage, encryption, ...sizes }),
  });
}
