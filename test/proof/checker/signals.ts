import { decodeSound, type Size } from './decode.ts';
import type { Fault } from './check-film.ts';
import { SAMPLE_RATE, type Sound } from './loudness.ts';
import { decodeBrightness, type Region } from './seen.ts';
import { onset, TONE_STEP_MS, TONE_WINDOW_MS, toneLevels } from './tones.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** How much louder the tone is than those of other spans, in dB; left out where that is not known. */
  readonly db?: number;
}

/** A tone that is heard in these spans. */
export interface Heard {
  readonly hertz: number;
  readonly spans: readonly Span[];
  /** Something else sounds at the same frequency, or the tone goes on in a way that is not planned here. */
  readonly mayBeElsewhere?: boolean;
}

/** A part of the frame that is bright in these spans, and dark else. */
export interface Seen {
  readonly region: Region;
  /** Share of its pixels that are bright then. */
  readonly share: number;
  readonly spans: readonly Span[];
}

/** A flash of the whole frame and a click that begin together. */
export interface Event {
  readonly atMs: number;
  /** By how much they may be apart: where a clip changes its speed, a frame of the film is the nearest that there is. */
  readonly apartMs: number;
}

/** What sources with known pictures and sounds must look and sound like in a film. */
export interface Signals {
  readonly heard?: readonly Heard[];
  readonly seen?: readonly Seen[];
  readonly events?: readonly Event[];
}

export interface Signalled extends Signals {
  readonly fps: number;
  readonly size: Size;
  /** Milliseconds that sound precedes its time in the file, where the container does not say so to the decoder. */
  readonly soundLateMs?: number;
}

const WHOLE: Region = { left: 0, top: 0, right: 1, bottom: 1 };
/** dB of full scale: a tone is there, it is not. */
const PRESENT = -42;
const ABSENT = -46;
/** By how many dB a tone may sink within a span: seams of loops are faded. */
const DIP = 12;
const DB_SLACK = 2.5;
/** Milliseconds at both ends of a span that belong to neither side: the window of the measurement and the pre-echo of codecs. */
const EDGE_MS = TONE_WINDOW_MS / 2 + 45;

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? -Infinity;
const lowest = (values: readonly number[]): number => values.reduce((least, value) => Math.min(least, value), Infinity);
const highest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
const within = (levels: readonly number[], fromMs: number, toMs: number): readonly number[] =>
  levels.slice(Math.max(0, Math.ceil(fromMs / TONE_STEP_MS)), Math.max(0, Math.floor(toMs / TONE_STEP_MS) + 1));

/** What of the signals is missing, or is where nothing should be. */
export async function signalFaults(
  ffmpeg: string,
  files: { readonly picture?: string; readonly sound?: string },
  signalled: Signalled,
): Promise<Fault[]> {
  const { seen = [], heard = [], events = [], fps, size } = signalled;
  const faults: Fault[] = [];
  const add = (check: string, found: readonly string[]): void => {
    if (found.length > 0) faults.push({ check, found: found.slice(0, 4).join(', ') });
  };
  const regions = [...seen.map(({ region }) => region), WHOLE];
  const shares =
    files.picture && seen.length + events.length > 0 ? await decodeBrightness(ffmpeg, files.picture, size, regions) : undefined;
  const sound = files.sound && heard.length + events.length > 0 ? await soundOf(ffmpeg, files.sound, signalled.soundLateMs) : undefined;
  if (shares)
    add(
      'seen',
      seen.flatMap((one, index) =>
        seenFaults(
          one,
          shares.map((all) => all[index] ?? 0),
          fps,
        ),
      ),
    );
  if (sound) {
    const louder = heard.map((one) => ({ one, levels: toneLevels(sound, one.hertz) }));
    add(
      'heard',
      louder.flatMap(({ one, levels }) => heardFaults(one, levels)),
    );
    add('gain', gainFaults(louder));
  }
  if (shares && sound)
    add(
      'together',
      events.flatMap((event) =>
        eventFaults(
          event,
          shares.map((all) => all.at(-1) ?? 0),
          sound,
          fps,
        ),
      ),
    );
  return faults;
}

async function soundOf(ffmpeg: string, file: string, lateMs = 0): Promise<Sound> {
  const { sound } = await decodeSound(ffmpeg, file, 2, ['-ac', '2', '-ar', String(SAMPLE_RATE)]);
  return { ...sound, samples: sound.samples.subarray(2 * Math.round((lateMs * SAMPLE_RATE) / 1_000)) };
}

/** Frames that are bright although they are outside of the spans, or the other way round; one frame on each side does not count. */
function seenFaults({ share, spans }: Seen, shares: readonly number[], fps: number): string[] {
  const frame = 1_000 / fps;
  return shares.flatMap((found, index) => {
    const ms = index * frame;
    const isInside = spans.some(({ fromMs, toMs }) => ms >= fromMs + 0.9 * frame && ms <= toMs - 1.9 * frame);
    const isNear = spans.some(({ fromMs, toMs }) => ms >= fromMs - 1.1 * frame && ms <= toMs + 1.1 * frame);
    const isWrong = (isInside && found < share) || (!isNear && found >= share / 2);
    return isWrong
      ? [`${(100 * found).toFixed(1)} % bright at ${Math.round(ms)} ms, where it should be ${isInside ? 'bright' : 'dark'}`]
      : [];
  });
}

function heardFaults({ hertz, spans, mayBeElsewhere = false }: Heard, levels: readonly number[]): string[] {
  const weak = spans.flatMap(({ fromMs, toMs }) => {
    const inside = within(levels, fromMs + EDGE_MS, toMs - EDGE_MS);
    const all = within(levels, fromMs, toMs);
    const usual = inside.length > 0 ? median(inside) : highest(all);
    const least = inside.length > 0 ? lowest(inside) : usual;
    return usual >= PRESENT && least >= usual - DIP
      ? []
      : [`${hertz} Hz from ${fromMs} to ${toMs} ms: ${usual.toFixed(0)} dB, at least ${least.toFixed(0)} dB`];
  });
  if (mayBeElsewhere) return weak;
  const strays = levels.flatMap((level, step) => {
    const ms = step * TONE_STEP_MS;
    return level <= ABSENT || spans.some(({ fromMs, toMs }) => ms >= fromMs - EDGE_MS && ms <= toMs + EDGE_MS) ? [] : [ms];
  });
  // The edges of another tone have all frequencies for as long as a window.
  return strays.length * TONE_STEP_MS <= TONE_WINDOW_MS
    ? weak
    : [...weak, `${hertz} Hz from ${strays[0]} to ${strays.at(-1)} ms, ${strays.length * TONE_STEP_MS} ms in all, where it should not be`];
}

/** Differences between levels of tones that are not those planned. */
function gainFaults(all: readonly { readonly one: Heard; readonly levels: readonly number[] }[]): string[] {
  const measured = all.flatMap(({ one: { hertz, spans }, levels }) =>
    spans.flatMap(({ fromMs, toMs, db }) =>
      db === undefined
        ? []
        : [{ what: `${hertz} Hz at ${fromMs} ms`, db, level: median(within(levels, fromMs + EDGE_MS, toMs - EDGE_MS)) }],
    ),
  );
  const [first] = measured;
  return measured.flatMap(({ what, db, level }) => {
    const [found, expected] = [level - (first?.level ?? 0), db - (first?.db ?? 0)];
    return Math.abs(found - expected) <= DB_SLACK ? [] : [`${what}: ${found.toFixed(1)} dB against ${first?.what}, instead of ${expected}`];
  });
}

const SEARCH_MS = 200;
/** Milliseconds between the plan and what is found, beside one frame. */
const OFF_PLAN_MS = 10;

function eventFaults({ atMs, apartMs }: Event, shares: readonly number[], sound: Sound, fps: number): string[] {
  const from = Math.max(0, Math.floor(((atMs - SEARCH_MS) * fps) / 1_000));
  const flash = shares.findIndex((share, index) => index >= from && index <= ((atMs + SEARCH_MS) * fps) / 1_000 && share > 0.5);
  const click = onset(sound, atMs, SEARCH_MS);
  if (flash < 0 || click === undefined) return [`${flash < 0 ? 'no flash' : 'no click'} at ${atMs} ms`];
  const flashMs = (flash * 1_000) / fps;
  const isPlanned = [flashMs, click].every((ms) => Math.abs(ms - atMs) <= 1_000 / fps + OFF_PLAN_MS);
  return isPlanned && Math.abs(flashMs - click) <= apartMs
    ? []
    : [`a flash at ${flashMs.toFixed(1)} ms with a click at ${click.toFixed(1)} ms, planned at ${atMs} ms`];
}
