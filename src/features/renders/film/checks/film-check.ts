import type { ProbeStream } from '../../../../platform/media/media.ts';
import { counted } from '../../../../platform/text/counted.ts';
import { readingSpeedWarnings } from '../captions.ts';
import type { Stretch } from '../joined/decoding.ts';
import { AAC_FRAME, GOP_SECONDS, SOUND } from '../encoder.ts';
import { shownWords } from '../film-spec.ts';
import type { Cue, FilmSpec, SceneVoice } from '../film-spec.ts';
import type { Evidence } from './film-evidence.ts';
import { flashingChecks } from './flashing-check.ts';
import { captionTimingCheck } from '../sound/caption-timing-check.ts';
import { readingSpeed } from '../reading.ts';
import { isLoudEnough, isUnspoken, loudnessChecks } from '../sound/loudness-checks.ts';
import { soundOffsetCheck } from '../sound/sound-offset-check.ts';
import { RHYTHM, SAMPLE_RATE, type Timeline } from '../timeline.ts';
import { recordedStretches, unplannedBlack, unplannedFrozen } from './unplanned-stretches.ts';
import { coveredStretches } from '../../overlays/covered-stretches.ts';

/** One check that the film matches its plan (`Job.checks`). */
export interface FilmCheck {
  /** Stable name for programs: `frames`, `loudness` … */
  readonly name: string;
  readonly unit?: string;
  readonly expected: string;
  readonly measured: string;
  readonly ok: boolean;
  readonly sceneId?: string;
  readonly atMs?: number;
}

const AAC_FRAME_MS = (AAC_FRAME / SAMPLE_RATE) * 1000;
/** Tolerance of a planned pause: the quiet ends of speech count as silence. */
const PAUSE_SLACK_MS = 400;
/** Maximum frames between the first sound and its caption. */
const CAPTION_FRAMES = 2;
/**
 * Maximum milliseconds of a caption beyond its speech: a short one is shown for its minimum time, up to the captions of the next paragraph.
 */
const CAPTION_AFTER_MS = RHYTHM.paragraph;

const exactly = (name: string, expected: string, measured: string): FilmCheck => ({ name, expected, measured, ok: expected === measured });

/** The scene shown at a time. */
const sceneAt = ({ scenes, fps }: Timeline, ms: number): { sceneId?: string } => {
  const id = scenes.findLast(({ firstFrame }) => firstFrame <= (ms * fps) / 1000)?.id;
  return id === undefined ? {} : { sceneId: id };
};

const at = (timeline: Timeline, ms: number) => ({ atMs: Math.round(ms), ...sceneAt(timeline, ms) });

const kindsOf = (streams: readonly ProbeStream[]): string =>
  streams.map(({ kind, codec, profile, pixelFormat }) => [kind, codec, profile, pixelFormat].filter(Boolean).join(' ')).join(', ');

const streamOf = ({ probe }: Evidence, wanted: ProbeStream['kind']): ProbeStream | undefined =>
  probe.streams.find(({ kind }) => kind === wanted);

const pictureChecks = (evidence: Evidence): FilmCheck[] => {
  const { spec, timeline, probe, layout, decoding, unchanged } = evidence;
  const video = streamOf(evidence, 'video');
  const audio = streamOf(evidence, 'audio');
  const { primaries, transfer, matrix, range } = video?.color ?? {};
  const atom = layout.hasBt709Atom ? 'colr' : 'no colr';
  const index = layout.boxes.indexOf('moov');
  const isInFront = index >= 0 && index < layout.boxes.indexOf('mdat');
  return [
    // Chapters are a track of data.
    exactly('streams', 'video h264 High yuv420p, audio aac LC', kindsOf(probe.streams.filter(({ kind }) => kind !== 'data'))),
    ...chapterChecks(evidence),
    exactly('sound', `${SAMPLE_RATE} Hz, 2 channels`, `${audio?.sampleRate ?? 0} Hz, ${audio?.channels ?? 0} channels`),
    { ...exactly('size', `${spec.width}x${spec.height}`, `${video?.width ?? 0}x${video?.height ?? 0}`), unit: 'px' },
    { ...exactly('frameRate', String(spec.fps), String(video?.fps ?? 0)), unit: 'fps' },
    { ...exactly('irregularFrames', '0', irregular(evidence)), unit: 'share' },
    exactly('joinedClips', String(timeline.pieces.length), String(unchanged)),
    exactly('packets', String(timeline.frames), String(video?.frames ?? 0)),
    exactly('frames', String(timeline.frames), String(decoding.frames)),
    exactly('decodingErrors', '0', String(decoding.errors)),
    exactly('color', 'bt709 bt709 bt709 tv colr', [primaries, transfer, matrix, range, atom].map((tag) => tag ?? '?').join(' ')),
    exactly('indexInFront', 'true', String(isInFront)),
    keyFrameCheck(evidence),
  ];
};

/** Each chapter is a packet of the track of data. A film of one chapter has none, and one that was assembled before there were chapters. */
const chapterChecks = (evidence: Evidence): FilmCheck[] => {
  const { chapters = 1 } = evidence;
  return chapters > 1 ? [exactly('chapters', String(chapters), String(streamOf(evidence, 'data')?.frames ?? 0))] : [];
};

/** Seconds by which a frame may miss its time: less than a tick of the slowest clock. */
const TIME_SLACK = 0.0005;

/** Share of the frames that are not shown at their time. */
const irregular = ({ times, timeline: { fps } }: Evidence): string => {
  if (times.length === 0) return 'unknown';
  const late = times.filter((seconds, frame) => Math.abs(seconds - frame / fps) > TIME_SLACK).length;
  return String(Number((late / times.length).toFixed(6)));
};

/**
 * Checks that each scene begins with a key frame, and that no two are more than two seconds apart, because players and editors jump to
 * them.
 */
const keyFrameCheck = ({ timeline, layout: { keyFrames } }: Evidence): FilmCheck => {
  const expected = `each cut, <= ${GOP_SECONDS} s apart`;
  const known = new Set(keyFrames);
  const missing = timeline.scenes.find(({ firstFrame }) => !known.has(firstFrame))?.firstFrame;
  const late = keyFrames.find((frame, index) => (keyFrames[index + 1] ?? timeline.frames) - frame > GOP_SECONDS * timeline.fps);
  const wrong = missing ?? late;
  if (wrong === undefined) return exactly('keyFrames', expected, expected);
  const measured = missing === undefined ? 'further apart' : 'none at a cut';
  return { ...exactly('keyFrames', expected, measured), ...at(timeline, (wrong / timeline.fps) * 1000) };
};

const lengthChecks = (evidence: Evidence): FilmCheck[] => {
  const { timeline, probe } = evidence;
  const video = streamOf(evidence, 'video')?.durationMs;
  const audio = streamOf(evidence, 'audio')?.durationMs;
  const apart = Math.abs((video ?? 0) - (audio ?? 0));
  return [
    {
      name: 'duration',
      unit: 'ms',
      expected: timeline.durationMs.toFixed(0),
      measured: probe.durationMs.toFixed(0),
      ok: Math.abs(probe.durationMs - timeline.durationMs) <= AAC_FRAME_MS,
    },
    {
      name: 'soundAgainstPicture',
      unit: 'ms',
      expected: `<= ${AAC_FRAME_MS.toFixed(1)}`,
      measured: apart.toFixed(1),
      ok: video !== undefined && audio !== undefined && apart <= AAC_FRAME_MS,
    },
  ];
};

/** Planned stretches without speech: before, between and after the phrases. Milliseconds. */
export const plannedPauses = (timeline: Timeline, voices: readonly SceneVoice[]): Stretch[] => {
  const pauses: Stretch[] = [];
  let silentFrom = 0;
  for (const [index, scene] of timeline.scenes.entries()) {
    const voiceAtMs = (scene.voiceAt * 1000) / SAMPLE_RATE;
    for (const phrase of voices[index]?.phrases ?? []) {
      pauses.push({ startMs: silentFrom, endMs: voiceAtMs + phrase.startMs });
      silentFrom = voiceAtMs + phrase.endMs;
    }
  }
  return [...pauses, { startMs: silentFrom, endMs: timeline.durationMs }].filter(({ startMs, endMs }) => endMs > startMs);
};

/**
 * Planned silence at the end of the music. Composed music is never silent before its fade; music of a workspace may have pauses of its own.
 */
const endOfMusic = ({ durationMs }: Timeline): Stretch[] => [{ startMs: durationMs - RHYTHM.ending, endMs: durationMs }];

const isWithin = (inner: Stretch, outer: Stretch): boolean =>
  inner.startMs >= outer.startMs - PAUSE_SLACK_MS && inner.endMs <= outer.endMs + PAUSE_SLACK_MS;

/** One check for the film, or one per unexpected stretch. */
const stretchChecks = (name: string, timeline: Timeline, faults: readonly Stretch[]): FilmCheck[] => {
  const check = { name, unit: 'ms', expected: '0' };
  if (faults.length === 0) return [{ ...check, measured: '0', ok: true }];
  return faults.map(({ startMs, endMs }) => ({ ...check, measured: (endMs - startMs).toFixed(0), ok: false, ...at(timeline, startMs) }));
};

/** What is known of a film without looking into its file. */
type Planned = Pick<Evidence, 'spec' | 'timeline' | 'voices'>;

/** Checks that the picture is black only where that was planned. */
export const blackCheck = ({
  spec,
  timeline,
  decoding,
}: Planned & { readonly decoding: Pick<Evidence['decoding'], 'black'> }): FilmCheck[] =>
  stretchChecks('black', timeline, unplannedBlack({ spec, timeline, decoding }, coveredStretches(spec, timeline)));

/** Checks that nothing is heard only where that was planned. */
export const silenceCheck = (film: Planned & { readonly decoding: Pick<Evidence['decoding'], 'silent'> }): FilmCheck[] => {
  const { spec, timeline, voices, decoding } = film;
  const planned = spec.music && 'mood' in spec.music ? endOfMusic(timeline) : plannedPauses(timeline, voices);
  const pauses = [...planned, ...recordedStretches(film)];
  const unplanned = decoding.silent.filter((silence) => !pauses.some((pause) => isWithin(silence, pause)));
  return stretchChecks('silence', timeline, unplanned);
};

/** Letters and digits only: line breaks and quotes may differ in captions. */
const lettersOf = (text: string): string => text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/**
 * The first cue that breaks a timing rule: cues must be inside the film, in order, without overlap, and shown while their scene speaks, or
 * during a scene without a voice. A caption of the scene itself may stay until its end.
 */
const firstMistimed = ({ spec, timeline, voices, cues }: Evidence): Cue | undefined => {
  const frameMs = 1000 / timeline.fps;
  const isSpoken = ({ startMs, endMs }: Cue): boolean =>
    timeline.scenes.some(({ firstFrame, frames, voiceAt, voiceSamples }, index) => {
      const isSilent = voices[index]?.phrases.length === 0;
      const beginMs = isSilent ? firstFrame * frameMs : (voiceAt * 1000) / SAMPLE_RATE;
      const mayStay = isSilent || spec.scenes[index]?.caption !== undefined;
      const doneMs = mayStay ? (firstFrame + frames) * frameMs : beginMs + (voiceSamples * 1000) / SAMPLE_RATE;
      return startMs >= beginMs - CAPTION_FRAMES * frameMs && startMs < doneMs && endMs <= doneMs + CAPTION_AFTER_MS + frameMs;
    });
  return cues.find((cue, index) => {
    const isOrdered = cue.startMs < cue.endMs && cue.startMs >= (cues[index - 1]?.endMs ?? 0);
    return !isOrdered || cue.endMs > timeline.durationMs + frameMs || !isSpoken(cue);
  });
};

/** Nobody knows which words of a recording are spoken when, unless it was heard. */
const ESTIMATED = 'estimated';

const captionChecks = (evidence: Evidence): FilmCheck[] => {
  const { spec, timeline, voices, cues } = evidence;
  const read = cues.filter(({ lines }) => lettersOf(lines.join('')) !== '');
  const captioned = new Set(read.map(({ startMs, endMs }) => sceneAt(timeline, (startMs + endMs) / 2).sceneId)).size;
  const mistimed = firstMistimed(evidence);
  const isUnknown = (scene: FilmSpec['scenes'][number], index: number): boolean =>
    scene.recording !== undefined && voices[index]?.isHeard !== true && lettersOf(shownWords(scene)) !== '';
  const recorded = spec.scenes.filter(isUnknown).length;
  const timed = recorded === 0 ? 'with the voice' : `with the voice, ${ESTIMATED} in ${counted(recorded, 'scene')}`;
  const shown = spec.scenes.map(shownWords);
  const isWhole = lettersOf(cues.flatMap(({ lines }) => lines).join(' ')) === lettersOf(shown.join(' '));
  return [
    exactly('captionedScenes', String(shown.filter((words) => lettersOf(words) !== '').length), String(captioned)),
    {
      name: 'captionTimes',
      expected: 'with the voice',
      measured: mistimed ? 'not during its scene' : timed,
      ok: !mistimed,
      ...(mistimed && at(timeline, mistimed.startMs)),
    },
    exactly('captionText', 'as narrated', isWhole ? 'as narrated' : 'different words'),
  ];
};

/** Reports the fastest caption, because narration is never cut for captions. */
const readingSpeedCheck = ({ spec, timeline, cues }: Evidence): FilmCheck => {
  const limit = readingSpeed(spec.language);
  const fastest = readingSpeedWarnings(cues, spec.language).toSorted(
    (one, other) => other.charactersPerSecond - one.charactersPerSecond,
  )[0];
  const check = { name: 'readingSpeed', unit: 'characters/s', expected: `<= ${limit}` };
  if (!fastest) return { ...check, measured: `<= ${limit}`, ok: true };
  return { ...check, measured: fastest.charactersPerSecond.toFixed(1), ok: false, ...at(timeline, cues[fastest.cue]?.startMs ?? 0) };
};

/** Compares the measurements with the plan. A pure function. */
export const checkFilm = (evidence: Evidence): FilmCheck[] => {
  const { spec, timeline, decoding } = evidence;
  const covered = coveredStretches(spec, timeline);
  return [
    ...pictureChecks(evidence),
    ...lengthChecks(evidence),
    ...loudnessChecks(evidence),
    ...soundOffsetCheck({ timeline, offsets: decoding.offsets }),
    ...blackCheck(evidence),
    ...stretchChecks('frozen', timeline, unplannedFrozen(evidence, covered)),
    ...flashingChecks(evidence),
    ...silenceCheck(evidence),
    ...captionChecks(evidence),
    ...captionTimingCheck(evidence),
    readingSpeedCheck(evidence),
  ];
};

/**
 * Whether a film is delivered although this check failed: captions that are hard to follow, or a deviation of one LU that nobody hears, are
 * not worth losing it. Where nobody speaks, the music and clips of the workspace may be too quiet, or silent.
 */
export const isTolerable = ({ name, measured }: FilmCheck, { voices }: Pick<Evidence, 'voices'>): boolean => {
  if (name !== 'loudness') return name === 'readingSpeed';
  const integrated = Number(measured);
  return isLoudEnough(integrated) || (integrated < SOUND.loudness && isUnspoken(voices));
};
