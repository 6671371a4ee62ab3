import type { FilmSpec, SceneVoice } from './film-spec.ts';

/** Sample rate of all audio. */
export const SAMPLE_RATE = 48_000;

/** Milliseconds of silence before the first voice and after the last, and between two scenes: half before the cut, half after it. */
const LEAD_MS = 50;
const TAIL_MS = 100;
const PAUSE_MS = 350;

const MIN_TRANSITION_MS = 300;
const MAX_TRANSITION_MS = 600;

/** What planning needs of a voice. */
export type VoiceLength = Pick<SceneVoice, 'samples'>;

/** A stretch of one scene's moving picture. */
export interface View {
  /** Position of the scene. */
  readonly scene: number;
  /** Frames of the whole scene, cut to cut: motion is a function of the position in it. */
  readonly sceneFrames: number;
  /** First frame of the stretch, relative to the scene's start; negative under the transition into it. */
  readonly from: number;
}

/**
 * A unit of encoding, joined without re-encoding: the body of a scene (one view), or the transition between two (two overlapping views).
 */
export interface ClipPlan {
  readonly frames: number;
  readonly views: readonly [View] | readonly [View, View];
}

export interface PlacedClip extends ClipPlan {
  /** First frame in the film. */
  readonly firstFrame: number;
}

export interface PlacedScene {
  readonly id: string;
  readonly firstFrame: number;
  readonly frames: number;
  /** Start of its voice in the film's audio. */
  readonly voiceAt: number;
  readonly voiceSamples: number;
}

/** The whole film, frame by frame; requires every voice. */
export interface Timeline {
  readonly fps: number;
  readonly frames: number;
  /** Audio samples: exactly as long as the picture. */
  readonly samples: number;
  readonly durationMs: number;
  readonly scenes: readonly PlacedScene[];
  readonly pieces: readonly PlacedClip[];
}

/** A scene and its neighbours: enough for its clips, which can be encoded before other voices are known. */
export interface Around {
  readonly before: VoiceLength | undefined;
  readonly own: VoiceLength;
  readonly after: VoiceLength | undefined;
}

type FilmShape = Pick<FilmSpec, 'fps' | 'transition' | 'scenes'>;

const samplesOf = (ms: number): number => (ms * SAMPLE_RATE) / 1000;

/** Samples of silence before a scene's voice, from its cut. */
export const leadSamples = (scene: number): number => samplesOf(scene === 0 ? LEAD_MS : PAUSE_MS / 2);

/** Samples per frame; integral for 24, 25, 30 and 60 fps. */
const samplesPerFrame = (fps: number): number => SAMPLE_RATE / fps;

/** Frames of a scene, cut to cut: its voice and the silence around it. */
export const sceneFrames = (film: FilmShape, scene: number, voice: VoiceLength): number => {
  const tail = samplesOf(scene === film.scenes.length - 1 ? TAIL_MS : PAUSE_MS / 2);
  return Math.max(1, Math.round((leadSamples(scene) + voice.samples + tail) / samplesPerFrame(film.fps)));
};

/**
 * Frames of the transition between two scenes: 300 to 600 ms, at most a third of the shorter scene, even, so that half lies on each side
 * of the cut. 0 for a cut.
 */
export const transitionFrames = ({ fps, transition }: FilmShape, left: number, right: number): number => {
  if (transition.kind === 'cut') return 0;
  const ms = Math.min(MAX_TRANSITION_MS, Math.max(MIN_TRANSITION_MS, transition.ms));
  const wanted = Math.round(((ms / 1000) * fps) / 2);
  const room = Math.floor(Math.min(left, right) / 3 / 2);
  return 2 * Math.min(wanted, room);
};

/** Longest reach of a transition over a cut, frames. */
export const longestReach = (fps: number): number => Math.ceil(((MAX_TRANSITION_MS / 1000) * fps) / 2);

/** The part of a scene that no transition covers. Needs the voices on both sides, which decide the transitions' length. */
export const bodyClip = (film: FilmShape, scene: number, { before, own, after }: Around): ClipPlan => {
  const frames = sceneFrames(film, scene, own);
  const into = before === undefined ? 0 : transitionFrames(film, sceneFrames(film, scene - 1, before), frames) / 2;
  const outOf = after === undefined ? 0 : transitionFrames(film, frames, sceneFrames(film, scene + 1, after)) / 2;
  return { frames: frames - into - outOf, views: [{ scene, sceneFrames: frames, from: into }] };
};

/** The transition from a scene to the next, centred on the cut; undefined without one. */
export const joinClip = (
  film: FilmShape,
  scene: number,
  { own, after }: { own: VoiceLength; after: VoiceLength },
): ClipPlan | undefined => {
  const left = sceneFrames(film, scene, own);
  const right = sceneFrames(film, scene + 1, after);
  const frames = transitionFrames(film, left, right);
  if (frames === 0) return undefined;
  const half = frames / 2;
  return {
    frames,
    views: [
      { scene, sceneFrames: left, from: left - half },
      { scene: scene + 1, sceneFrames: right, from: -half },
    ],
  };
};

/** The clips of a scene: its body and the transition to the next one. */
export const clipPlansOf = (film: FilmShape, scene: number, around: Around): ClipPlan[] => {
  const join = around.after && joinClip(film, scene, { own: around.own, after: around.after });
  return [bodyClip(film, scene, around), ...(join ? [join] : [])];
};

/**
 * Frames of a clip, from `fromFrame` up to but excluding `toFrame`, that show what its scene shows from `start` to `end` (frames from the
 * scene's start). Undefined when the clip does not show it.
 */
export const framesWithin = (
  piece: ClipPlan,
  { scene, start, end }: { scene: number; start: number; end: number },
): { fromFrame: number; toFrame: number } | undefined => {
  const view = piece.views.find((candidate) => candidate.scene === scene);
  if (view === undefined) return undefined;
  const fromFrame = Math.max(0, start - view.from);
  const toFrame = Math.min(piece.frames, end - view.from);
  return fromFrame < toFrame ? { fromFrame, toFrame } : undefined;
};

/** Computes all positions. `voices` are those of the scenes, in order. */
export const planTimeline = (film: FilmShape, voices: readonly VoiceLength[]): Timeline => {
  if (voices.length !== film.scenes.length) throw new RangeError('A timeline needs one voice for each scene.');
  const scenes: PlacedScene[] = [];
  const pieces: PlacedClip[] = [];
  let cut = 0;
  let firstFrame = 0;
  for (const [index, own] of voices.entries()) {
    const frames = sceneFrames(film, index, own);
    const voiceAt = cut * samplesPerFrame(film.fps) + leadSamples(index);
    scenes.push({ id: film.scenes[index]?.id ?? '', firstFrame: cut, frames, voiceAt, voiceSamples: own.samples });
    cut += frames;
    for (const piece of clipPlansOf(film, index, { before: voices[index - 1], own, after: voices[index + 1] })) {
      pieces.push({ ...piece, firstFrame });
      firstFrame += piece.frames;
    }
  }
  return { fps: film.fps, frames: cut, samples: cut * samplesPerFrame(film.fps), durationMs: (cut / film.fps) * 1000, scenes, pieces };
};
