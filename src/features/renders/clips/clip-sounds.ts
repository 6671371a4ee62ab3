import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { openStoredFilm, soundDelayMs } from '../../assets/ingest/stored-media.service.ts';
import type { StoredMedia } from '../../assets/ingest/stored-media.service.ts';
import { clipMissing, soundUnreadable } from './clip-failures.ts';
import type { ClipSpec, FilmSpec } from '../film/film-spec.ts';
import { requestedReach, SAMPLE_RATE, transitionFrames } from '../film/timeline.ts';
import type { Timeline } from '../film/timeline.ts';
import { CLIP_SOUND_REVISION, clipSoundCommand, CUT_FADE_MS } from '../film/sound/clip-sound.ts';
import type { PlacedSound } from '../film/sound/clip-sound.ts';
import { fetchTo, getOrCreateArtifact, pick } from '../steps/step-results.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';

/** Share of the progress of the step when all sounds are there. */
const SOUNDS_DONE = 0.1;

/** Slower than this, nobody understands a sound. */
const SLOWEST = 0.25;

/** The own sound of the clip of one scene or overlay, before it is decoded. Times in samples. */
export interface PlannedSound extends Omit<PlacedSound, 'path'> {
  readonly clip: ClipSpec;
  readonly tempo: number;
  readonly seconds: number;
}

/**
 * The sounds of a film's clips, with the picture: from the transition into the scene to the one out of it. `available` has the frames of the
 * prepared clips by position. One that is slowed to less than a quarter is silent. Pure.
 */
export function plannedSounds(spec: FilmSpec, timeline: Timeline, available: (position: number) => number): PlannedSound[] {
  const samplesPerFrame = SAMPLE_RATE / spec.fps;
  const framesOf = (scene: number): number => timeline.scenes[scene]?.frames ?? 0;
  const halfAt = (cut: number): number =>
    cut < 0 || cut >= spec.scenes.length - 1 ? 0 : transitionFrames(spec, cut, framesOf(cut), framesOf(cut + 1)) / 2;
  return spec.scenes.flatMap(({ clip, position }) => {
    const placed = timeline.scenes[position];
    if (clip?.gainDb === undefined || placed === undefined) return [];
    const lead = requestedReach(spec, position - 1);
    const needed = lead + placed.frames + requestedReach(spec, position);
    const frames = available(position);
    const isShort = frames < needed;
    const tempo = clip.speed * (isShort && clip.shortClip === 'SLOW' ? frames / needed : 1);
    if (tempo < SLOWEST) return [];
    const [into, outOf] = [halfAt(position - 1), halfAt(position)];
    const heard = isShort && clip.shortClip !== 'SLOW' ? frames : needed;
    const fade = (half: number): number => Math.max((CUT_FADE_MS * SAMPLE_RATE) / 1_000, 2 * half * samplesPerFrame);
    return {
      ...{ clip, tempo, gainDb: clip.gainDb, fadeIn: fade(into), fadeOut: fade(outOf) },
      at: (placed.firstFrame - lead) * samplesPerFrame,
      from: (placed.firstFrame - into) * samplesPerFrame,
      to: (placed.firstFrame + placed.frames + outOf) * samplesPerFrame,
      period: isShort && clip.shortClip === 'LOOP' ? frames * samplesPerFrame : undefined,
      seconds: Math.ceil(heard / spec.fps),
    };
  });
}

/** The properties that the sound of the film depends on; undefined where no clip is heard. */
export const soundInputs = (sounds: readonly PlannedSound[]): object | undefined =>
  sounds.length === 0
    ? undefined
    : {
        revision: CLIP_SOUND_REVISION,
        sounds: sounds.map(({ clip: { sha256, trimStartMs }, ...placed }) => ({ sha256, trimStartMs, ...placed })),
      };

/** Demuxers whose clocks may start anywhere: ffmpeg counts from the first of the streams that a command uses. */
const MPEG = new Set(['mpegts', 'mpeg']);

/** What was uploaded was probed for its channels; the codecs of films that were made here say it. */
const hasSound = ({ metadata, codecs }: Pick<AssetRow, 'metadata' | 'codecs'>): boolean =>
  typeof metadata?.['channels'] === 'number' || codecs.includes('aac');

/**
 * Decodes the sounds, each once for all films that play the same stretch. Clips without a sound are left out.
 * @throws Failure CLIP_MISSING, CLIP_SOUND_UNREADABLE
 */
export async function clipSounds(run: PartRun, tools: FilmTools, planned: readonly PlannedSound[]): Promise<readonly PlacedSound[]> {
  const placed: PlacedSound[] = [];
  // A recording that is cut into scenes is fetched once.
  let opened: { readonly sha256: string; readonly media: StoredMedia } | undefined;
  for (const [index, { clip, tempo, seconds, ...sound }] of planned.entries()) {
    const { sha256, trimStartMs, assetId } = clip;
    const inputs = { kind: 'clip-sound', revision: CLIP_SOUND_REVISION, sha256, trimStartMs, tempo, seconds };
    const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: assetId }));
    if (!asset) throw clipMissing();
    if (!hasSound(asset)) continue;
    const { artifact } = await getOrCreateArtifact(run, tools, inputs, async () => {
      if (opened?.sha256 !== sha256) opened = { sha256, media: await openStoredFilm(tools.storage, asset, run) };
      const { input, call } = opened.media;
      // A name of its own: a file is linked once it is stored, and must not be written to again.
      const output = join(run.workDir, `decoded-sound-${index}.wav`);
      try {
        const lateMs = MPEG.has(input.format) ? await soundDelayMs({ media: tools.media, ...opened.media }) : undefined;
        await tools.media.run(clipSoundCommand({ input, trimStartMs, lateMs, tempo, seconds, output }), call);
      } catch (error) {
        throw error instanceof Failure ? soundUnreadable(error) : error;
      }
      return { path: output, contentType: 'audio/wav', metadata: {} };
    });
    placed.push({ ...sound, path: await fetchTo(run, tools, pick(artifact), `clip-sound-${index}.wav`) });
    run.report((SOUNDS_DONE * (index + 1)) / planned.length);
  }
  return placed;
}
