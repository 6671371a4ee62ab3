import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, notFound } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import type { ProjectService } from '../../projects/project/project.service.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { checkProject, glyphFindings } from '../checks/check-project.ts';
import { assertRenderable, assetIdsOf } from '../project/project-render.service.ts';
import { requestOf } from '../project/project-request.ts';
import { previewFrame } from '../render.mutations.ts';
import { DURATION } from '../request/video-request.ts';
import type { FindGlyphs } from '../checks/check-project.ts';
import type { VideoRequests } from '../request/video-requests.ts';
import { previewKey } from './preview-key.ts';
import { previewQueue } from './preview.queue.ts';

/** Milliseconds that a caller waits for a frame, and milliseconds between two checks whether it exists. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;
/** Seconds that the link to a frame works. Frames are deleted as orphans twelve hours after they were made. */
const FRAME_LINK_SECONDS = 900;

/** Maximum frames of a workspace that wait for a worker at the same time, so that other workspaces do not wait behind all of them. */
const MAX_WAITING = 8;

export interface PreviewFrame {
  readonly projectId: string;
  readonly atMs: number;
  readonly sceneId?: string | null | undefined;
}

interface PreviewServiceParts {
  readonly projects: ProjectService;
  readonly versions: VersionService;
  readonly requests: VideoRequests;
  readonly storage: Storage;
  readonly queue: Queue;
  readonly findGlyphs: FindGlyphs;
}

/** Single frames of films, without making the films. */
export class PreviewService {
  constructor(
    private readonly parts: PreviewServiceParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * A link to a frame of the film of the project as it is now; a worker makes the frame meanwhile. @throws ReelwrightError INVALID_STATE
   * with the errors of `checkProject`, except for missing credits; NOT_FOUND for a scene of another project; UNAVAILABLE when no worker
   * makes it within 5 s; RATE_LIMITED while 8 frames of the workspace are waiting
   */
  async frame(scope: Scope, { projectId, atMs, ...given }: PreviewFrame): Promise<{ readonly url: string }> {
    const { storage, queue, versions, requests } = this.parts;
    const sceneId = given.sceneId ?? undefined;
    const { workspaceId } = await this.parts.projects.get(scope, projectId);
    const call = await this.mutations.authorizeCall(scope, { mutation: previewFrame, workspaceId });
    if (atMs < 0 || atMs > DURATION.longest) throw badInput('input.atMs', `Must be 0 to ${DURATION.longest} milliseconds.`);
    const { document, input, knownBy } = await scope.read(async (em) => {
      const current = await versions.current(em, projectId);
      if (sceneId !== undefined && !current.document.scenes.some(({ id }) => id === sceneId)) throw notFound('Scene');
      const request = await requestOf(em, requests, current);
      const assets = await assetsByIds(em, workspaceId, assetIdsOf(current.document, request.input));
      assertRenderable(checkProject({ ...current, input: request.input, assets, credits: { required: 0, available: 0 } }));
      return { document: current.document, input: request.input, knownBy: await newestEnded(em, projectId) };
    });
    await scope.close();
    // Workers of an earlier version know no scene: it is in the message only when it was given.
    const shown = { atMs, ...(sceneId !== undefined && { sceneId }) };
    const storageKey = previewKey({ workspaceId, document, input, knownBy, ...shown });
    const isMade = async (): Promise<boolean> => (await storage.stat(storageKey, scope.signal)) !== undefined;
    const isKnown = await isMade();
    // A worker would fail to draw it, and the caller would wait for nothing. Reading fonts takes longer than a look into the store.
    if (!isKnown) assertRenderable(await glyphFindings(document, input, this.parts.findGlyphs));
    await this.mutations.runInTransaction(scope, call, async (em) => {
      if (!isKnown) {
        if ((await queue.countOpen(em, previewQueue, workspaceId)) >= MAX_WAITING) throw tooManyWaiting();
        await queue.send(
          em,
          previewQueue,
          { ...shown, version: 1, workspaceId, projectId, input, knownBy, storageKey },
          { key: workspaceId },
        );
      }
      return { subjectId: projectId, answer: undefined, after: shown };
    });
    if (!isKnown) await until(isMade, scope.signal);
    const file = { disposition: 'INLINE', fileName: `frame-${atMs}.jpg`, contentType: 'image/jpeg' } as const;
    return { url: await storage.presignGet(storageKey, { expiresIn: FRAME_LINK_SECONDS, ...file }) };
  }
}

/** Waits until the frame is made. @throws ReelwrightError UNAVAILABLE */
async function until(isMade: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    await pause(LOOK_EVERY_MS, undefined, { signal });
    if (await isMade()) return;
  }
  throw new ReelwrightError('UNAVAILABLE', `No worker has made the frame within ${PATIENCE_MS / 1_000} seconds. Try again.`);
}

/** Id of the project's job that ended last and has made something; null without one. */
async function newestEnded(em: EntityManager, projectId: string): Promise<string | null> {
  const ended = { projectId, status: 'COMPLETED' } as const;
  const [job] = await em.find(JobEntity, ended, { fields: ['id'], orderBy: { finishedAt: 'desc', id: 'desc' }, limit: 1 });
  return job?.id ?? null;
}

const tooManyWaiting = (): ReelwrightError =>
  new ReelwrightError('RATE_LIMITED', `${MAX_WAITING} frames of the workspace are waiting for a worker. Try again in 1 second.`, {
    details: { retryAfterSeconds: 1 },
  });
