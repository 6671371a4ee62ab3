import type { ProviderKind } from '../../providers.ts';

/** An amount in a vendor's unit: `tokens`, `characters`, `credits`, `pictures`, `seconds`. */
export interface Usage {
  readonly unit: string;
  readonly amount: number;
  /** US dollars, if the vendor or the adapter states them. */
  readonly usd?: number;
}

/** Dollars for a million units by `provider/KIND`, as the operator states them. They replace the estimates below and those of adapters. */
export type PriceList = Readonly<Record<string, number>>;

/** What a call is for. */
interface Priced {
  readonly kind: string;
  readonly provider: string;
}

const MILLION = 1_000_000;

/** US dollars for a million units. Copies of price pages, read in November 2026, the higher one where input and output differ; not verified. */
const ESTIMATES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'openai/SCRIPT': { tokens: 2 },
  'gemini/SCRIPT': { tokens: 3 },
  'elevenlabs/SPEECH': { characters: 300 },
  'gemini/SPEECH': { tokens: 10 },
  'google-tts/SPEECH': { characters: 30 },
  'openai/SPEECH': { characters: 15 },
  'openai/VISUAL': { tokens: 40, pictures: 50_000 },
  'gemini/VISUAL': { tokens: 60 },
  'stability/VISUAL': { credits: 10_000 },
  'gemini/CLIP': { tokens: 17.5 },
  'runway/CLIP': { credits: 10_000 },
  'd-id/AVATAR': { seconds: 20_000 },
};

/** US dollars that a call of a kind usually costs at most. Held for a call whose adapter does not state what it expects to use. */
const TYPICAL: Readonly<Record<ProviderKind, number>> = {
  SCRIPT: 0.02,
  SPEECH: 0.05,
  VISUAL: 0.1,
  CLIP: 2,
  AVATAR: 2,
  TRANSCRIPTION: 0.1,
  MUSIC: 0.5,
};

/** What calls to vendors cost in US dollars. */
export class Prices {
  constructor(private readonly stated: PriceList = {}) {}

  /** The cost of what was used; undefined where the price is not known. */
  usdOf({ kind, provider }: Priced, { unit, amount, usd }: Usage): number | undefined {
    const name = `${provider}/${kind}`;
    const stated = this.stated[name];
    if (usd !== undefined && stated === undefined) return usd;
    const perMillion = stated ?? ESTIMATES[name]?.[unit];
    return perMillion === undefined ? undefined : (perMillion * amount) / MILLION;
  }

  /** What a call is expected to cost at most, before it is made. */
  expectedUsd(call: Priced, expected: Usage | undefined): number {
    const usd = expected && this.usdOf(call, expected);
    return usd ?? TYPICAL[call.kind as ProviderKind] ?? 0;
  }
}
