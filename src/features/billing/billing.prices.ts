import { clipModel, usableModel } from '../../platform/catalogue/models.ts';

/** Credits for a film of this length in milliseconds, by the model's price. @throws Error for a model that is not for sale. */
export function creditsFor(model: string, durationMs: number): number {
  const { price } = usableModel(model);
  return price.credits * Math.ceil(durationMs / price.eachMs);
}

/** Credits of jobs that make one asset. */
const PRICES = {
  picture: 1,
  speech: { credits: 1, eachCharacters: 1_000 },
  avatar: { credits: 2, eachMs: 5_000 },
  transcript: { credits: 1, eachMs: 600_000 },
} as const;

export const creditsForPicture = (): number => PRICES.picture;

/** For each started thousand characters. */
export const creditsForSpeech = (text: string): number =>
  PRICES.speech.credits * Math.ceil([...text].length / PRICES.speech.eachCharacters);

/** For each started ten minutes. */
export const creditsForTranscript = (durationMs: number): number =>
  PRICES.transcript.credits * Math.max(1, Math.ceil(durationMs / PRICES.transcript.eachMs));

/** By the price of the model that makes it. @throws Error for a model that makes no clips */
export function creditsForClip(model: string, durationMs: number): number {
  const { price } = clipModel(model);
  return price.credits * Math.max(1, Math.ceil(durationMs / price.eachMs));
}

/** For each started five seconds of the recording. */
export const creditsForAvatar = (durationMs: number): number =>
  PRICES.avatar.credits * Math.max(1, Math.ceil(durationMs / PRICES.avatar.eachMs));
