import { contentHash } from '../../../platform/text/content-hash.ts';
import type { TakenVersion } from '../../projects/versions/version.service.ts';
import type { VideoInput } from '../request/video-request.ts';

/** Goes up when frames look different. */
const REVISION = 2;

interface Shown {
  readonly workspaceId: string;
  /** The project as it was checked. */
  readonly document: TakenVersion['document'];
  readonly input: VideoInput;
  /** Milliseconds of the film. */
  readonly atMs: number;
}

/** Where the JPEG of a frame lies in object storage. */
export const previewKey = ({ workspaceId, ...shown }: Shown): string =>
  `${workspaceId}/previews/${contentHash({ REVISION, ...shown })}.jpg`;
