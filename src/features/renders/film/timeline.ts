import { isSpoken } from './film-spec.ts';
import type { FilmSpec, SceneSpec, SceneVoice } from './film-spec.ts';

/** Sample rate of all audio. */
export const SAMPLE_RATE = 48_000;

/** Silence around speech, in milliseconds. */
export const RHYTHM = {
  /** Before the first word, while only the title card is shown. */
  opening: 1_200,
  /** After the last word; the picture fades out in the last part of it. */
  ending: 1_500,
  /** From the last sound of a scene to the first of the next. */
  pause: 350,
  /** From the last sound of a scene to the first of the next, where a paragraph ends. */
  paragraph: 750,
} as const;

/**
 * Frames from a cut to the first sound. Two frames are the minimum distance of captions, so the caption before the cut can end with its
 * scene, and no caption has to be drawn across a cut.
 */
const LEAD_FRAMES = 2;

/** Milliseconds. A film of silent scenes that would be shorter holds its last picture. */
export const MIN_FILM_MS = 2_000;

/** Milliseconds of the recording of a scene, as long as a scene may be: it is held in memory while it is levelled. */
export const MAX_RECORDING_MS = 600_000;

/** Milliseconds of the fade of the last picture. */
const FADE_MS = 600;

/** Bounds of the transition of a film; a transition of a scene has its own length. */
const MIN_TRANSITION_MS = 300;
const MAX_TRANSITION_MS = 600;

/** Length of a voice, as far as planning needs it. */
export type VoiceLength = Pick<SceneVoice, 'samples'>;

/** A part of the moving picture of one scene. */
export interface View {
  /** Position of the scene in the film. */
  readonly scene: number;
  /** Frames of the whole scene, cut to cut: motion depends on the position in it. */
  readonly sceneFrames: number;
  /** First frame of the part, relative to the start of the scene; negative in the transition to it. */
  readonly from: number;
  /** Frames by which motion continues beyond both ends of the scene, where a transition is longer than usual. */
  readonly reach?: number;
}

/**
 * A clip, which is encoded on its own and joined without re-encoding: the body of a scene (one view), or the transition between two (two
 * overlapping views).
 */
export interface ClipPlan {
  readonly frames: number;
  readonly views: readonly [View] | readonly [View, View];
}

export interface PlacedClip extends ClipPlan {
  /** Its first frame in the film. */
  readonly firstFrame: number;
}

export interface PlacedScene {
  readonly id: string;
  readonly firstFrame: number;
  readonly frames: number;
  /** Sample of the film's audio at which its voice starts. */
  readonly voiceAt: number;
  readonly voiceSamples: number;
}

/** The plan of the whole film, frame by frame; needs every voice. */
export interface Timeline {
  readonly fps: number;
  readonly frames: number;
  /** Audio samples of the film, which is exactly as long as the picture. */
  readonly samples: number;
  readonly durationMs: number;
  readonly scenes: readonly PlacedScene[];
  readonly pieces: readonly PlacedClip[];
}

/** The voices of a scene and its neighbours: enough to plan its clips, which can be encoded before other voices are known. */
export interface Around {
  readonly before: VoiceLength | undefined;
  readonly own: VoiceLength;
  readonly after: VoiceLength | undefined;
}

type FilmShape = Pick<FilmSpec, 'fps' | 'transition' | 'scenes' | 'opening'>;

const samplesOf = (ms: number): number => (ms * SAMPLE_RATE) / 1000;

/** Properties of a film that determine the silence around scenes. */
interface Paced {
  readonly fps: number;
  readonly scenes: readonly (Pick<SceneSpec, 'narration' | 'endsParagraph'> & { readonly recording?: object | undefined })[];
}

/** Milliseconds of silence before a scene's voice, from its cut, and after it. A scene without words has only its own length. */
export const pausesOf = ({ fps, scenes }: Paced, scene: number): { readonly leadMs: number; readonly tailMs: number } => {
  const own = scenes[scene];
  const leadMs = (LEAD_FRAMES * 1000) / fps;
  if (own === undefined || !(own.recording || isSpoken(own))) return { leadMs, tailMs: 0 };
  const pause = own.endsParagraph ? RHYTHM.paragraph : RHYTHM.pause;
  return { leadMs: scene === 0 ? RHYTHM.opening : leadMs, tailMs: scene === scenes.length - 1 ? RHYTHM.ending : pause - leadMs };
};

/** Samples of silence before a scene's voice, from its cut. */
export const leadSamples = (film: Paced, scene: number): number => Math.round(samplesOf(pausesOf(film, scene).leadMs));

/** Samples per frame; integral for 24, 25, 30 and 60 fps. */
const samplesPerFrame = (fps: number): number => SAMPLE_RATE / fps;

const atLeast = (film: FilmShape, scene: number): number => Math.round(((film.scenes[scene]?.durationMs ?? 0) / 1000) * film.fps);

/**
 * Minimum frames of the last scene, so that the film has its minimum length. Depends on no voice, because voices only make the film longer.
 */
const framesHeld = (film: FilmShape): number =>
  film.scenes
    .slice(0, -1)
    .reduce((left, _, scene) => left - sceneFrames(film, scene, { samples: 0 }), Math.ceil((MIN_FILM_MS / 1000) * film.fps));

/** Frames of a scene, cut to cut: its voice and the silence around it, or its minimum. */
export const sceneFrames = (film: FilmShape, scene: number, voice: VoiceLength): number => {
  const tail = samplesOf(pausesOf(film, scene).tailMs);
  const spoken = Math.round((leadSamples(film, scene) + voice.samples + tail) / samplesPerFrame(film.fps));
  const held = scene === film.scenes.length - 1 ? framesHeld(film) : 0;
  return Math.max(1, spoken, atLeast(film, scene), held);
};

/** Frames of the fade at the end of the film: at most a third of its last scene, which has `frames`. */
export const fadeFrames = (fps: number, frames: number): number => Math.min(Math.round((FADE_MS / 1000) * fps), Math.floor(frames / 3));

/** The transition from a scene to the next, with the length that was requested. */
export const transitionOf = (film: FilmShape, scene: number): FilmSpec['transition'] => {
  const { kind, ms } = film.transition;
  return film.scenes[scene]?.transition ?? { kind, ms: Math.min(MAX_TRANSITION_MS, Math.max(MIN_TRANSITION_MS, ms)) };
};

/** Maximum length of the transition between two scenes, a third of the shorter one; in the unit of the arguments. */
export const longestTransition = (left: number, right: number): number => Math.min(left, right) / 3;

const halfOf = (ms: number, fps: number): number => Math.round(((ms / 1000) * fps) / 2);

/**
 * Frames on each side of the cut after a scene that its transition takes at most, as requested; 0 for a cut, before the first scene and after
 * the last one. Needs no voice, so that all clips of a scene agree.
 */
export const requestedReach = (film: FilmShape, scene: number): number => {
  if (scene < 0 || scene >= film.scenes.length - 1) return 0;
  const { kind, ms } = transitionOf(film, scene);
  return kind === 'cut' ? 0 : halfOf(ms, film.fps);
};

/**
 * Frames of the transition from a scene to the next: 300 to 600 ms unless the scene has its own, at most a third of the shorter scene, even,
 * so that half lies on each side of the cut. 0 for a cut. `left` and `right` are the frames of both scenes.
 */
export const transitionFrames = (film: FilmShape, scene: number, left: number, right: number): number => {
  const { kind, ms } = transitionOf(film, scene);
  if (kind === 'cut') return 0;
  return 2 * Math.min(halfOf(ms, film.fps), Math.floor(longestTransition(left, right) / 2));
};

/** Maximum frames by which a transition of a film extends beyond a cut. */
export const longestReach = (fps: number): number => Math.ceil(((MAX_TRANSITION_MS / 1000) * fps) / 2);

/**
 * The reach of a scene that has a longer transition of its own on either side. It is calculated from the requested lengths, so that it is
 * known before the voices of the neighbours, and the same for all clips of the scene.
 */
const reachOf = (film: FilmShape, scene: number): Pick<View, 'reach'> => {
  const halves = [scene - 1, scene].map((cut) => {
    const { kind, ms } = transitionOf(film, cut);
    return kind === 'cut' ? 0 : halfOf(ms, film.fps);
  });
  const reach = Math.max(...halves);
  return reach > longestReach(film.fps) ? { reach } : {};
};

/** The part of a scene that no transition covers. Needs the voices on both sides, which determine the lengths of the transitions. */
export const bodyClip = (film: FilmShape, scene: number, { before, own, after }: Around): ClipPlan => {
  const frames = sceneFrames(film, scene, own);
  const into = before === undefined ? 0 : transitionFrames(film, scene - 1, sceneFrames(film, scene - 1, before), frames) / 2;
  const outOf = after === undefined ? 0 : transitionFrames(film, scene, frames, sceneFrames(film, scene + 1, after)) / 2;
  return { frames: frames - into - outOf, views: [{ scene, sceneFrames: frames, from: into, ...reachOf(film, scene) }] };
};

/** The transition from a scene to the next, centred on the cut; undefined for a cut. */
export const joinClip = (
  film: FilmShape,
  scene: number,
  { own, after }: { own: VoiceLength; after: VoiceLength },
): ClipPlan | undefined => {
  const left = sceneFrames(film, scene, own);
  const right = sceneFrames(film, scene + 1, after);
  const frames = transitionFrames(film, scene, left, right);
  if (frames === 0) return undefined;
  const half = frames / 2;
  return {
    frames,
    views: [
      { scene, sceneFrames: left, from: left - half, ...reachOf(film, scene) },
      { scene: scene + 1, sceneFrames: right, from: -half, ...reachOf(film, scene + 1) },
    ],
  };
};

/**
 * The clip that begins a film with an opening: the first frames of its first scene, at most half of them. It depends on no other voice,
 * because a transition takes at most a sixth of a scene at its end, and the fade at the end of the film a third. Undefined for other films.
 */
export const openingClip = (film: FilmShape, own: VoiceLength): ClipPlan | undefined => {
  const all = sceneFrames(film, 0, own);
  const frames = Math.min(film.opening ?? 0, Math.floor(all / 2));
  return frames > 0 ? { frames, views: [{ scene: 0, sceneFrames: all, from: 0, ...reachOf(film, 0) }] } : undefined;
};

/** Whether a clip of the film is its opening. */
export const isOpening = ({ opening }: Pick<FilmSpec, 'opening'>, { views: [{ scene, from }, other] }: ClipPlan): boolean =>
  opening !== undefined && scene === 0 && from === 0 && other === undefined;

/** The body of a scene; that of the first one in two clips where the film has an opening. */
const bodyClips = (film: FilmShape, scene: number, around: Around): ClipPlan[] => {
  const body = bodyClip(film, scene, around);
  const opening = scene === 0 ? openingClip(film, around.own) : undefined;
  if (!opening) return [body];
  return [opening, { frames: body.frames - opening.frames, views: [{ ...body.views[0], from: opening.frames }] }];
};

/** The clips of a scene: its body and the transition to the next one. */
export const clipPlansOf = (film: FilmShape, scene: number, around: Around): ClipPlan[] => {
  const join = around.after && joinClip(film, scene, { own: around.own, after: around.after });
  return [...bodyClips(film, scene, around), ...(join ? [join] : [])];
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

/** Plans the whole film. `voices` are those of the scenes, in order. */
export const planTimeline = (film: FilmShape, voices: readonly VoiceLength[]): Timeline => {
  if (voices.length !== film.scenes.length) throw new RangeError('A timeline needs one voice for each scene.');
  const scenes: PlacedScene[] = [];
  const pieces: PlacedClip[] = [];
  let cut = 0;
  let firstFrame = 0;
  for (const [index, own] of voices.entries()) {
    const frames = sceneFrames(film, index, own);
    const voiceAt = cut * samplesPerFrame(film.fps) + leadSamples(film, index);
    scenes.push({ id: film.scenes[index]?.id ?? '', firstFrame: cut, frames, voiceAt, voiceSamples: own.samples });
    cut += frames;
    for (const piece of clipPlansOf(film, index, { before: voices[index - 1], own, after: voices[index + 1] })) {
      pieces.push({ ...piece, firstFrame });
      firstFrame += piece.frames;
    }
  }
  return { fps: film.fps, frames: cut, samples: cut * samplesPerFrame(film.fps), durationMs: (cut / film.fps) * 1000, scenes, pieces };
};
