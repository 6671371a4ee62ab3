import { availableParallelism } from 'node:os';
import { settleAll } from '../../../../kernel/settle-all.ts';
import type { Artifact, Made } from '../../../../platform/artifacts/artifacts.ts';
import { JobStepEntity } from '../../../jobs/job/job.entity.ts';
import { FencedError } from '../../../jobs/steps/step-handler.ts';
import type { StepHandler, StepRun } from '../../../jobs/steps/step-handler.ts';
import { filmClip } from '../../film/film-clip.ts';
import type { FilmSpec } from '../../film/film-spec.ts';
import { openingClip } from '../../film/timeline.ts';
import { fetchTo, loadResults, pick, specOf } from '../../steps/step-results.ts';
import type { FilmTools, ResultOf, Results } from '../../steps/step-results.ts';
import type { FilmCheck } from '../../film/checks/film-check.ts';
import { soundOffsetCheck } from '../../film/sound/sound-offset-check.ts';
import { assertAsPlanned, renditionLoudness } from '../check-rendition.ts';
import { decode, offsetsToFilm } from '../decode-rendition.ts';
import type { FinishedFilm } from '../rendition-files.ts';
import { finishedFilm } from '../rendition.step.ts';
import type { StreamResult, StreamSegment } from './segments.ts';
import { joinParts } from './join-parts.ts';
import { LIVE_SOUND_MS, putLiveSound } from './live-sound.ts';
import { makePart, planPart, sceneOfPart } from './stream-part.ts';
import { partsOf } from './stream-results.ts';

/** Increases when the same film gives other segments. */
const REVISION = 1;

/** Share of the progress at which the opening is encoded. */
const OPENING_MADE = 0.8;

type Clip = ReturnType<typeof pick> | ResultOf<'SEGMENT'>['pieces'][number];

interface StreamMetadata {
  readonly segments: readonly StreamSegment[];
  readonly codec: string;
  readonly checks: readonly FilmCheck[];
}

/** Handler of STREAM: makes the opening and its part, the part of one scene, or, without a scene, the whole stream with the sound of the finished film. */
export const streamStep =
  (tools: FilmTools): StepHandler =>
  (run) =>
    run.step.sceneId == null ? wholeStream(run, tools) : scenePart(run, tools);

async function scenePart(run: StepRun, tools: FilmTools) {
  const spec = specOf(run);
  const { position } = run.step;
  const results = await loadResults(run);
  const voiceOf = (at: number) => (spec.scenes[at] ? results.at('VOICE', at).voice : undefined);
  const part = planPart(spec, position, voiceOf);
  const scene = sceneOfPart(spec, position);
  const pieces = await clipsOfPart(run, tools, spec, results);
  const spoken = part.voicesAt.flatMap((at, index) => (at === undefined ? [] : [{ at, ...results.at('VOICE', scene + index) }]));
  const inputs = {
    ...{ kind: 'stream part', revision: REVISION, encoder: spec.encoder, fps: spec.fps, part },
    ...{ pieces: pieces.map(({ hash }) => hash), voices: spoken.map(({ clip, at }) => ({ hash: clip.hash, at })) },
  };
  const made = await publish(run, tools, inputs, async () => {
    const clips = await settleAll(pieces.map((piece, index) => fetchTo(run, tools, piece, `clip-${index}.mp4`)));
    const voices = await settleAll(
      spoken.map(async ({ clip, at, voice: { samples } }, index) => {
        const path = await fetchTo(run, tools, clip, `voice-${index}.wav`);
        return { path, at, samples };
      }),
    );
    const { workDir, signal } = run;
    return { ...(await makePart({ media: tools.media, fps: spec.fps, part, clips, voices, workDir, signal })), checks: [] };
  });
  const path = await fetchTo(run, tools, made.result.sound, 'live.aac');
  const own = { part: position, path, segments: made.result.segments };
  const keptUntil = new Date(Date.now() + LIVE_SOUND_MS).toISOString();
  await putLiveSound(tools.storage, { job: run.job, ...own, assertHeld: () => assertHeld(run) }, run.signal);
  return { ...made, result: { ...made.result, keptUntil } satisfies StreamResult };
}

/** The stored clips of a part. The opening is encoded here, before the segment that it is in. */
async function clipsOfPart(run: StepRun, tools: FilmTools, spec: FilmSpec, results: Results): Promise<readonly Clip[]> {
  const { position } = run.step;
  const scene = sceneOfPart(spec, position);
  const opening = scene === 0 ? openingClip(spec, results.at('VOICE', 0).voice) : undefined;
  if (!opening || position > 0) return results.at('SEGMENT', scene).pieces.slice(opening ? 1 : 0);
  const onProgress = (fraction: number): void => run.report(fraction * OPENING_MADE);
  const { artifact } = await filmClip(run, tools, { spec, results, piece: opening, name: 'opening', onProgress });
  return [pick(artifact)];
}

/** @throws FencedError when this worker no longer has the step */
async function assertHeld({ scope, step: { id }, attempt }: StepRun): Promise<void> {
  const held = await scope.tx((em) => em.count(JobStepEntity, { id, attempt, status: 'RUNNING' }));
  if (held === 0) throw new FencedError();
}

/** Joins the parts, and replaces the voices by the sound of the film, also for players that watch it being made. */
async function wholeStream(run: StepRun, tools: FilmTools) {
  const spec = specOf(run);
  const results = await loadResults(run);
  const film = finishedFilm(spec, results);
  const parts = partsOf(await run.results());
  const source = results.at('ASSEMBLE', 0).film;
  const inputs = { kind: 'stream', revision: REVISION, film: source.hash, parts: parts.map(({ video }) => video.hash) };
  const made = await publish(run, tools, inputs, async () => {
    const { workDir, signal } = run;
    const files = await settleAll(parts.map((part, index) => fetchTo(run, tools, part.video, `part-${index}.ts`)));
    run.report(0.2);
    const path = await fetchTo(run, tools, source, 'film.mp4');
    const joined = await joinParts({
      ...{ media: tools.media, fps: spec.fps, film: path, workDir, signal },
      parts: parts.map(({ segments }, index) => ({ segments, path: files[index] ?? '' })),
    });
    run.report(0.5);
    const checks = await checkStream(run, tools, { ...film, film: path }, joined);
    assertAsPlanned(checks);
    return { ...joined, codec: parts[0]?.codec ?? '', checks };
  });
  const path = await fetchTo(run, tools, made.result.sound, 'live.aac');
  let done = 0;
  for (const [part, { segments }] of parts.entries()) {
    const own = made.result.segments.slice(done, done + segments.length);
    await putLiveSound(tools.storage, { job: run.job, part, path, segments: own, assertHeld: () => assertHeld(run) }, run.signal);
    done += segments.length;
  }
  return made;
}

/** Decodes both files. ffprobe is not used: some builds of it crash on transport streams. */
async function checkStream(
  { workDir, signal }: StepRun,
  { media }: FilmTools,
  film: FinishedFilm & { readonly film: string },
  files: { readonly video: string; readonly sound: string },
): Promise<FilmCheck[]> {
  const { timeline } = film;
  const shared = { threads: availableParallelism(), filmMs: timeline.durationMs };
  const call = { workDir, signal };
  const picture = await decode(media, call, { input: { path: files.video, format: 'mpegts' }, kinds: ['video'], ...shared });
  const sound = await decode(media, call, { input: { path: files.sound, format: 'aac' }, kinds: ['audio'], ...shared });
  const named = (check: FilmCheck): FilmCheck => ({ ...check, name: `hls.${check.name}` });
  const exactly = (name: string, expected: number | string, measured: number | string): FilmCheck => ({
    ...{ name, expected: String(expected), measured: String(measured), ok: expected === measured },
  });
  return [
    exactly('frames', timeline.frames, picture.frames),
    exactly('decodingErrors', 0, picture.errors + sound.errors),
    exactly('color', 'tv, bt709', /Video: h264 .*?yuv420p\((tv, [^,)]+)/.exec(picture.log)?.[1] ?? '?'),
    ...renditionLoudness({ ...film, decoding: sound }),
    ...soundOffsetCheck({ timeline, offsets: await offsetsToFilm(media, call, film) }),
  ].map(named);
}

interface MadeStream extends StreamMetadata {
  readonly video: string;
  readonly sound: string;
}

/** Stores both files and their segments, or finds them. */
async function publish(run: StepRun, tools: FilmTools, inputs: object, make: () => Promise<MadeStream>) {
  const key = { workspaceId: run.job.workspaceId, inputs, signal: run.signal };
  const { artifacts, reused } = await tools.artifacts.getOrCreate<'video' | 'sound', StreamMetadata>(
    run.scope,
    key,
    ['video', 'sound'],
    async () => {
      const { video, sound, ...metadata } = await make();
      const file = (path: string, contentType: string): Made<StreamMetadata> => ({ path, contentType, metadata });
      return { video: file(video, 'video/mp2t'), sound: file(sound, 'audio/aac') };
    },
  );
  const stored = ({ hash, storageKey, byteSize, metadata: { sha256 } }: Artifact<StreamMetadata>) => ({
    hash,
    storageKey,
    byteSize,
    sha256,
  });
  const { segments, codec, checks } = artifacts.video.metadata;
  const result: StreamResult = {
    ...{ video: stored(artifacts.video), sound: stored(artifacts.sound) },
    ...{ segments: [...segments], codec, checks: [...checks] },
  };
  return { result, reused };
}
