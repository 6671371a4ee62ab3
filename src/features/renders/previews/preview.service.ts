import { setTimeout as pause } from 'node:timers/promises';
import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { ProjectService } from '../../projects/project/project.service.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { checkProject } from '../checks/check-project.ts';
import { assertRenderable, assetIdsOf } from '../project/project-render.service.ts';
import { requestOf } from '../project/project-request.ts';
import { previewFrame } from '../render.mutations.ts';
import { DURATION } from '../request/video-request.ts';
import type { VideoRequests } from '../request/video-requests.ts';
import { previewKey } from './preview-key.ts';
import { previewQueue } from './preview.queue.ts';

/** Milliseconds that a caller waits for a frame, and between two looks. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;
/** Seconds that the link works. Frames are deleted as orphans twelve hours after they were made. */
const LINK_SECONDS = 900;

export interface PreviewFrame {
  readonly projectId: string;
  readonly atMs: number;
}

interface PreviewServiceParts {
  readonly projects: ProjectService;
  readonly versions: VersionService;
  readonly requests: VideoRequests;
  readonly storage: Storage;
  readonly queue: Queue;
}

/** Single frames of films that were not made. */
export class PreviewService {
  constructor(
    private readonly parts: PreviewServiceParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * A link to a frame of the film as the project is now, made by a worker meanwhile. @throws ReelwrightError INVALID_STATE with the findings
   * of `checkProject` that are errors, credits apart; UNAVAILABLE when no worker makes it within 5 s
   */
  async frame(scope: Scope, { projectId, atMs }: PreviewFrame): Promise<{ readonly url: string }> {
    const { storage, queue, versions, requests } = this.parts;
    const { workspaceId } = await this.parts.projects.get(scope, projectId);
    const call = await this.mutations.authorizeCall(scope, { mutation: previewFrame, workspaceId });
    if (atMs < 0 || atMs > DURATION.longest) throw badInput('input.atMs', `Must be 0 to ${DURATION.longest} milliseconds.`);
    const { document, input } = await scope.read(async (em) => {
      const current = await versions.current(em, projectId);
      const request = await requestOf(em, requests, current);
      const assets = await assetsByIds(em, workspaceId, assetIdsOf(current.document, request.input));
      assertRenderable(checkProject({ ...current, input: request.input, assets, credits: { required: 0, available: 0 } }));
      return { document: current.document, input: request.input };
    });
    await scope.close();
    const storageKey = previewKey({ workspaceId, document, input, atMs });
    const isMade = async (): Promise<boolean> => (await storage.stat(storageKey, scope.signal)) !== undefined;
    const isKnown = await isMade();
    await this.mutations.runInTransaction(scope, call, async (em) => {
      if (!isKnown) await queue.send(em, previewQueue, { version: 1, workspaceId, projectId, atMs, input, storageKey });
      return { subjectId: projectId, answer: undefined, after: { atMs } };
    });
    if (!isKnown) await until(isMade, scope.signal);
    const file = { disposition: 'INLINE', fileName: `frame-${atMs}.jpg`, contentType: 'image/jpeg' } as const;
    return { url: await storage.presignGet(storageKey, { expiresIn: LINK_SECONDS, ...file }) };
  }
}

/** @throws ReelwrightError UNAVAILABLE */
async function until(isMade: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    await pause(LOOK_EVERY_MS, undefined, { signal });
    if (await isMade()) return;
  }
  throw new ReelwrightError('UNAVAILABLE', `No worker has made the frame within ${PATIENCE_MS / 1_000} seconds. Try again.`);
}
