import { contentHash } from '../../../platform/text/content-hash.ts';
import type { TakenVersion } from '../../projects/versions/version.service.ts';
import { encoderFingerprint } from '../film/encoder.ts';
import type { VideoInput } from '../request/video-request.ts';

/** Increases when frames look different. */
const REVISION = 4;

interface Shown {
  readonly workspaceId: string;
  /** The project as it was checked. */
  readonly document: TakenVersion['document'];
  readonly input: VideoInput;
  /** Milliseconds of the film, or of the scene that `sceneId` names. */
  readonly atMs: number;
  readonly sceneId?: string | undefined;
  /**
   * Id of the project's newest job that has ended: since then, lengths of voices are known that were estimated before. Null without one.
   */
  readonly knownBy: string | null;
}

/** Key of the JPEG of a frame in object storage. */
export const previewKey = ({ workspaceId, sceneId, ...shown }: Shown): string =>
  `${workspaceId}/previews/${contentHash({ REVISION, encoderFingerprint, ...shown, ...(sceneId !== undefined && { sceneId }) })}.jpg`;
