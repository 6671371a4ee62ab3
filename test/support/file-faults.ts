import { writeFile } from 'node:fs/promises';
import type { StepRun } from '../../src/features/jobs/steps/step-handler.ts';
import { preparedClip } from '../../src/features/renders/clips/clip-picture.ts';
import { clipSounds } from '../../src/features/renders/clips/clip-sounds.ts';
import { musicFile } from '../../src/features/renders/steps/film-music.ts';
import { overlaysIn } from '../../src/features/renders/overlays/overlay-images.ts';
import type { OverlaySpec } from '../../src/features/renders/overlays/overlay-spec.ts';
import { recordedVoice } from '../../src/features/renders/film/sound/recorded-voice.ts';
import type { FilmTools } from '../../src/features/renders/steps/step-results.ts';
import { pictureOf } from '../../src/features/renders/steps/visual.step.ts';
import { newId } from '../../src/kernel/id.ts';
import { wavHeader } from '../../src/platform/audio/wav-header.ts';
import { smallSpec } from './small-spec.ts';

interface Workshop {
  readonly run: () => StepRun;
  readonly tools: () => FilmTools;
  /** Of a good film. */
  readonly film: () => Promise<Buffer>;
  /** An MP4 without a picture. */
  readonly soundOnly: () => Promise<Buffer>;
}

/** What may be wrong with the files that scenes and overlays name: the fault, the code of its failure, and what causes it. */
export function fileFaults({ run, tools, film, soundOnly }: Workshop): [fault: string, code: string, cause: () => Promise<unknown>][] {
  const spec = smallSpec({ voicesMs: [1] });
  const [first] = spec.scenes;
  if (!first) throw new Error('a small film has a scene');
  const clipScene = (more: object = {}) => {
    const clip = { assetId: newId(), sha256: '', width: 320, height: 180, fit: 'FILL' as const, durationMs: 60_000 };
    return { ...first, clip: { ...clip, trimStartMs: 0, speed: 1, shortClip: 'LOOP' as const, ...more } };
  };
  /** Run and tools for one file of the workspace, whatever its id. */
  const withFile = (bytes: Buffer, format: string): readonly [StepRun, FilmTools] => {
    const asset = { storageKey: 'a', contentType: '', metadata: { format, channels: 2 } };
    const artifacts = { getOrCreate: (_: unknown, __: unknown, ___: unknown, make: () => Promise<object>) => make() };
    return [
      { ...run(), scope: { tx: async () => asset }, report: () => undefined } as unknown as StepRun,
      { ...tools(), artifacts, storage: { getFile: (_: string, to: string) => writeFile(to, bytes) } } as unknown as FilmTools,
    ];
  };
  const clipOf = (bytes: Buffer, more: object = {}) => preparedClip(...withFile(bytes, 'mp4'), spec, clipScene(more));
  const piece = { frames: 10, views: [{ scene: 0, sceneFrames: 10, from: 0 }] } as const;
  const place = { position: { x: 0.5, y: 0.5 }, width: 0.1, start: { offsetMs: 0 } };
  const overlayOf = ([own, theirs]: readonly [StepRun, FilmTools], content: OverlaySpec['content']) => {
    const overlays = [{ id: 'a', content, ...place, fadeInMs: 0, fadeOutMs: 0, opacity: 1 }];
    return overlaysIn(own, theirs, { ...spec, overlays }, piece, { fps: 30, sceneStarts: [0], frames: 10 });
  };
  const times = { at: 0, from: 0, to: 1, fadeIn: 1, fadeOut: 1 };
  const plannedSound = { ...times, clip: clipScene().clip, gainDb: 0, tempo: 1, seconds: 1 };
  const soundOf = (bytes: Buffer) => clipSounds(...withFile(bytes, 'mp4'), [plannedSound]);
  const recording = { assetId: newId(), sha256: '', durationMs: 1 };
  const recordingOf = (bytes: Buffer) => recordedVoice(...withFile(bytes, 'wav'), spec, first, recording);
  const silence = Buffer.concat([wavHeader(24_000, 48_000), Buffer.alloc(48_000)]);
  const noise = Buffer.alloc(4_000, 7);
  return [
    [
      'a picture that was deleted before the film was made',
      'PICTURE_MISSING',
      () => {
        const picture = { assetId: newId(), sha256: '', width: 1, height: 1, fit: 'FILL' as const };
        return pictureOf(run(), tools(), spec, { ...first, picture });
      },
    ],
    ['music that was deleted', 'MUSIC_MISSING', () => musicFile(run(), tools(), smallSpec({ voicesMs: [1] }), { assetId: newId() }, 1)],
    [
      'music that ends before it begins',
      'MUSIC_EMPTY',
      () => musicFile(...withFile(silence, 'wav'), spec, { assetId: newId(), startMs: 60_000 }, 1_000),
    ],
    [
      'music of which too little is left to be music',
      'MUSIC_EMPTY',
      () => musicFile(...withFile(silence, 'wav'), spec, { assetId: newId(), startMs: 200 }, 1_000),
    ],
    ['a clip that was deleted', 'CLIP_MISSING', () => preparedClip(run(), tools(), spec, clipScene())],
    ['a clip that is trimmed to nothing', 'CLIP_EMPTY', async () => clipOf(await film(), { trimStartMs: 60_000 })],
    ['a clip of noise', 'CLIP_UNREADABLE', () => clipOf(noise)],
    ['a clip that has a sound and no picture', 'CLIP_UNREADABLE', async () => clipOf(await soundOnly())],
    ['a clip whose sound is noise', 'CLIP_SOUND_UNREADABLE', () => soundOf(noise)],
    ['a clip with a sound that was deleted', 'CLIP_MISSING', () => clipSounds(run(), tools(), [plannedSound])],
    ['a recording that was deleted', 'RECORDING_MISSING', () => recordedVoice(run(), tools(), spec, first, recording)],
    ['a recording of silence', 'RECORDING_SILENT', () => recordingOf(silence)],
    ['a recording of noise', 'RECORDING_UNREADABLE', () => recordingOf(noise)],
    [
      'an overlay whose picture was deleted',
      'OVERLAY_MISSING',
      () => overlayOf([run(), tools()], { assetId: newId(), sha256: newId(), width: 10, height: 10 }),
    ],
    ['an overlay whose clip was deleted', 'CLIP_MISSING', () => overlayOf([run(), tools()], { clip: clipScene().clip })],
    ['an overlay whose clip is noise', 'CLIP_UNREADABLE', () => overlayOf(withFile(noise, 'mp4'), { clip: clipScene().clip })],
    [
      'an overlay whose clip is trimmed to nothing',
      'CLIP_EMPTY',
      async () => overlayOf(withFile(await film(), 'mp4'), { clip: clipScene({ trimStartMs: 60_000 }).clip }),
    ],
  ];
}
