import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../../kernel/id.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Artifact } from '../../../platform/artifacts/artifacts.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { frameOfTake, takeOf } from '../clips/take.ts';
import { heardInputs, isHearable, timedByHeard } from '../film/sound/heard-voice.ts';
import type { HeardWords } from '../film/sound/heard-voice.ts';
import type { ClipSpec, FilmSpec, SceneSpec, SceneVoice } from '../film/film-spec.ts';
import { isNarrated } from '../film/reading.ts';
import { SAMPLE_RATE, planTimeline } from '../film/timeline.ts';
import type { Timeline, View } from '../film/timeline.ts';
import { speechMsOf } from '../project/project-estimate.ts';
import { clipMsOf } from '../project/project-spec.ts';
import { clipStill } from '../clips/clip-picture.ts';
import { filmOfDocument, freezeSpec, providersOf } from '../steps/frozen-spec.ts';
import { filmFrame } from '../pictures/film-frame.ts';
import { SINGLE, fetchTo } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { pictureOf } from '../steps/visual.step.ts';
import { voiceInputs } from '../steps/voice.step.ts';
import { previewKey } from './preview-key.ts';
import type { PreviewPayload } from './preview.queue.ts';

/** Milliseconds that one frame may take, so that a clip that is slow to decode does not hold up the frames of others. */
const MOST_MS = 15_000;

export interface PreviewParts {
  readonly database: Database;
  readonly tools: FilmTools;
  readonly versions: VersionService;
  readonly workDir: string;
  readonly log: Log;
}

/**
 * Makes single frames. Scenes that were spoken for an earlier film have their real length; others are estimated, because speaking takes too
 * long.
 */
export class PreviewHandler {
  constructor(private readonly parts: PreviewParts) {}

  async run({ workspaceId, projectId, atMs, sceneId, input, knownBy, storageKey }: PreviewPayload, stopped: AbortSignal): Promise<void> {
    const { database, tools, versions, log } = this.parts;
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(MOST_MS)]);
    const scope = database.scope({ actor: { kind: 'worker', workspaceId }, requestId: newId(), signal });
    const workDir = await mkdtemp(join(this.parts.workDir, 'preview-'));
    try {
      const script = await tools.providers.get('SCRIPT', providersOf(input).script);
      // An earlier request may have had the same frame made.
      if (await tools.storage.stat(storageKey, signal)) return;
      const current = await scope.tx((em) => versions.current(em, projectId));
      // The project was edited after it was checked for the caller. The next request gets the new state.
      if (previewKey({ workspaceId, document: current.document, input, atMs, sceneId, knownBy }) !== storageKey) return;
      const film = await scope.tx((em) => filmOfDocument(em, script, current));
      const spec = freezeSpec(input, film);
      const run: PartRun = {
        ...{ scope, workDir, signal, log, job: { workspaceId } },
        ...{ report: () => undefined, recordCost: async () => undefined },
      };
      const voices = await this.#voicesOf(run, spec);
      const timeline = planTimeline(spec, voices);
      const frame = wantedFrame(timeline, atMs, sceneId);
      const request = { spec, timeline, voices, frame, isPreview: true, threads: 1 };
      const path = await filmFrame(run, tools, { ...request, pictureOf: (own, view) => this.#picture(own, spec, view) });
      await tools.storage.putFile(storageKey, path, { contentType: 'image/jpeg', signal });
    } finally {
      await rm(workDir, { recursive: true, force: true });
      await scope.close();
    }
  }

  async #voicesOf(run: PartRun, spec: FilmSpec): Promise<readonly SceneVoice[]> {
    const { workspaceId } = run.job;
    const { artifacts, providers } = this.parts.tools;
    const speech = await providers.get('SPEECH', spec.providers.speech);
    const inputs = spec.scenes.map((scene) => voiceInputs(spec, scene, speech));
    const known = await artifacts.known<{ voice: SceneVoice }>(run.scope, { workspaceId, name: SINGLE }, inputs);
    const heard = await this.#heardOf(run, spec, known);
    return spec.scenes.map((scene, index) => {
      const voice = known[index]?.metadata.voice;
      const words = heard[index]?.metadata.heard.words;
      return (voice && words && timedByHeard(voice, words, spec.language)) ?? voice ?? estimatedVoice(scene, spec);
    });
  }

  /** The words that were heard in the voices of an earlier film. */
  async #heardOf(
    { scope, job: { workspaceId } }: PartRun,
    spec: FilmSpec,
    voices: readonly (Artifact<{ voice: SceneVoice }> | undefined)[],
  ): Promise<readonly (Artifact<{ heard: HeardWords }> | undefined)[]> {
    const { artifacts, providers } = this.parts.tools;
    if (spec.providers.transcription === undefined) return [];
    const transcription = await providers.get('TRANSCRIPTION', spec.providers.transcription);
    const inputs = voices.map((one, index) => {
      const isUntimed = one?.metadata.voice.isEstimated ?? spec.scenes[index]?.recording !== undefined;
      return one && isUntimed && isHearable(one.metadata.voice) ? heardInputs(spec, one.metadata.sha256, transcription) : {};
    });
    return artifacts.known<{ heard: HeardWords }>(scope, { workspaceId, name: SINGLE }, inputs);
  }

  /** The picture of a scene, or the frame of its clip with which the view begins. */
  async #picture(run: PartRun, spec: FilmSpec, view: View): Promise<string> {
    const { tools } = this.parts;
    const scene = spec.scenes[view.scene] ?? missing();
    const { artifact } = scene.clip
      ? await clipStill(run, tools, spec, scene.clip, clipFrameOf(spec, scene.clip, view))
      : await pictureOf(run, tools, spec, scene);
    return fetchTo(run, tools, { ...artifact, sha256: artifact.metadata.sha256 }, 'still.png');
  }
}

/** The frame of the film at a time of the film, or of one of its scenes. */
function wantedFrame({ scenes, frames, fps }: Timeline, atMs: number, sceneId: string | undefined): number {
  const scene = sceneId === undefined ? { firstFrame: 0, frames } : (scenes.find(({ id }) => id === sceneId) ?? missing());
  return scene.firstFrame + Math.min(scene.frames - 1, Math.floor((atMs * fps) / 1_000));
}

/** The frame of a clip that a view begins with; its length is that of the file. */
function clipFrameOf(spec: FilmSpec, clip: ClipSpec, view: View): number {
  const available = Math.max(1, Math.floor((clipMsOf(clip) / 1_000) * spec.fps));
  return frameOfTake(takeOf(spec, view, 1, { available, shortClip: clip.shortClip }), available);
}

function estimatedVoice(scene: SceneSpec, { language, voice }: FilmSpec): SceneVoice {
  if (!isNarrated(scene, voice)) return { samples: 1, phrases: [] };
  const endMs = scene.recording?.durationMs ?? speechMsOf(scene.narration, language);
  return { samples: Math.max(1, Math.round((endMs / 1_000) * SAMPLE_RATE)), phrases: [{ text: scene.narration, startMs: 0, endMs }] };
}

function missing(): never {
  throw new Error('a film has at least one frame, and each frame a scene');
}
