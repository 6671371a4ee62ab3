import type { Checks } from '../check-film.ts';
import type { Evidence } from '../evidence.ts';
import { LEVEL_MS } from '../loudness.ts';
import type { Cue } from '../vtt.ts';

const TARGET = -14;
const TOLERANCE = 0.7;
const MAX_PEAK = -1;
/** Two oversampling filters differ by this much. */
const PEAK_SLACK = 0.1;

/** dB of full scale: above it something is heard, below the other nothing is. */
const HEARD = -45;
const NOTHING = -70;

/** Silence before the first word and after the last. */
const OPENING_MS = 1_200;
const ENDING_MS = 1_500;
const SLACK_MS = 120;
/** A caption may begin a little after its sound, on the next frame, and an end that fades is still heard. */
const EARLY_MS = 100;
const UNSEEN_MS = 150;

const between = ({ levels }: Evidence, fromMs: number, toMs: number): readonly number[] =>
  levels.slice(Math.max(0, Math.floor(fromMs / LEVEL_MS)), Math.max(0, Math.ceil(toMs / LEVEL_MS)));
const loudest = (part: readonly number[]): number => Math.max(-Infinity, ...part);
/** With music or clips, a voice cannot be separated from what else is heard. */
const hasOnlyVoice = ({ planned }: Evidence): boolean => planned.isSpoken && !planned.hasMusic && !planned.hasOwnSound;
const at = ({ startMs, endMs }: Cue): string => `${startMs}–${endMs} ms`;

export const soundChecks: Checks = {
  loudness: ({ planned, loudness }) => {
    const isSilent = !planned.isSpoken && !planned.hasMusic && !planned.hasOwnSound;
    const isRight = isSilent ? loudness === -Infinity : Math.abs(loudness - TARGET) <= TOLERANCE;
    return isRight ? undefined : `${loudness.toFixed(1)} LUFS`;
  },
  truePeak: ({ truePeak }) => (truePeak <= MAX_PEAK + PEAK_SLACK ? undefined : `${truePeak.toFixed(2)} dBTP`),
  opening: (evidence) => {
    if (!hasOnlyVoice(evidence)) return undefined;
    const first = evidence.levels.findIndex((level) => level > HEARD) * LEVEL_MS;
    return Math.abs(first - OPENING_MS) <= SLACK_MS ? undefined : `the first sound at ${first} ms`;
  },
  ending: (evidence) => {
    if (!hasOnlyVoice(evidence)) return undefined;
    const last = evidence.planned.durationMs - evidence.levels.findLastIndex((level) => level > HEARD) * LEVEL_MS;
    return Math.abs(last - ENDING_MS) <= SLACK_MS ? undefined : `${last} ms after the last sound`;
  },
  music: (evidence) => {
    const { planned } = evidence;
    if (planned.hasOwnSound) return undefined;
    const opening = loudest(between(evidence, 200, OPENING_MS - 200));
    if (planned.hasMusic) return opening > HEARD - 15 ? undefined : `${opening.toFixed(0)} dB before the first word`;
    return opening < NOTHING ? undefined : `${opening.toFixed(0)} dB where nothing should be heard`;
  },
  spokenCaptions: (evidence) => {
    if (!hasOnlyVoice(evidence)) return undefined;
    const mute = evidence.cues.find(({ startMs, endMs }) => loudest(between(evidence, startMs, endMs)) < HEARD);
    return mute && `nothing is heard at ${at(mute)}`;
  },
  captionedSpeech: (evidence) => {
    if (!hasOnlyVoice(evidence)) return undefined;
    const unseen = evidence.levels.filter((level, index) => {
      const ms = index * LEVEL_MS;
      return level > HEARD && !evidence.cues.some(({ startMs, endMs }) => ms >= startMs - EARLY_MS && ms < endMs + EARLY_MS);
    });
    return unseen.length * LEVEL_MS <= UNSEEN_MS ? undefined : `${unseen.length * LEVEL_MS} ms of speech without a caption`;
  },
  captionsBeginWithSound: (evidence) => {
    if (!hasOnlyVoice(evidence)) return undefined;
    const [first] = evidence.cues;
    const heard = evidence.levels.findIndex((level) => level > HEARD) * LEVEL_MS;
    return first && Math.abs(first.startMs - heard) <= SLACK_MS
      ? undefined
      : `the first caption at ${first?.startMs} ms, sound at ${heard} ms`;
  },
  pace: ({ planned, cues }) => {
    if (!planned.isSpoken) return undefined;
    const characters = cues.reduce((sum, { lines }) => sum + lines.join('').length, 0);
    const seconds = (planned.durationMs - OPENING_MS - ENDING_MS) / 1_000;
    const [least, most] = /^(zh|ko|ja)/.test(planned.language) ? [1.5, 10] : [5, 30];
    const rate = characters / seconds;
    return rate >= least && rate <= most ? undefined : `${rate.toFixed(1)} characters a second`;
  },
};
