import { contentHash } from '../../../platform/text/content-hash.ts';
import type { TakenVersion } from '../../projects/versions/version.service.ts';
import { encoderFingerprint } from '../film/encoder.ts';
import type { VideoInput } from '../request/video-request.ts';

/** Goes up when frames look different. */
const REVISION = 1;

interface Shown {
  readonly workspaceId: string;
  /** The project as it was checked. */
  readonly document: TakenVersion['document'];
  readonly input: VideoInput;
  /** Milliseconds of the film. */
  readonly atMs: number;
  /** The newest job of the project that has ended: from then on, lengths of voices are known that were estimated before. */
  readonly knownBy: string | null;
}

/** Where the JPEG of a frame lies in object storage. */
export const previewKey = ({ workspaceId, ...shown }: Shown): string =>
  `${workspaceId}/previews/${contentHash({ REVISION, encoderFingerprint, ...shown })}.jpg`;
