import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import type { ProviderCall, ProviderIdentity } from '../../../src/platform/providers/provider.ts';
import { ModelScriptProvider, type ScriptWriter } from '../../../src/platform/providers/vendors/script/model.script-provider.ts';
import { StockClipProvider } from '../../../src/platform/providers/vendors/stock/stock.clip-provider.ts';
import type { StockClipSource, StockSource } from '../../../src/platform/providers/vendors/stock/stock-source.ts';
import { StockVisualProvider } from '../../../src/platform/providers/vendors/stock/stock.visual-provider.ts';
import type { Polling } from '../../../src/platform/providers/vendors/paid-task.ts';
import { VendorHttp } from '../../../src/platform/providers/vendors/vendor-http.ts';
import type { AvatarProvider } from '../../../src/platform/providers/avatar.provider.ts';
import type { ClipProvider } from '../../../src/platform/providers/clip.provider.ts';
import type { SpeechProvider } from '../../../src/platform/providers/speech.provider.ts';
import type { TranscriptionProvider } from '../../../src/platform/providers/transcription.provider.ts';
import type { VisualProvider } from '../../../src/platform/providers/visual.provider.ts';
import { RUNWAY_GAP_MS } from './clip-vendors.ts';
import type { TaskVendor } from './task-vendor.ts';
import { madePortrait } from './made-clip.ts';
import type { Reply, StandIn, Vendor } from './stand-in.ts';

export interface Opening {
  readonly url: string;
  readonly key: string;
  readonly media: Media;
  readonly maxWaitMs: number;
  readonly polling?: Polling | undefined;
}

/** An adapter and its vendor, for the one contract that all adapters keep. */
export interface Subject {
  readonly name: string;
  readonly vendor: () => Vendor | TaskVendor;
  /** Makes the call that is paid for. */
  readonly open: (opening: Opening) => (call: ProviderCall) => Promise<unknown>;
  /** The adapter itself, where the vendor can tell what became of work that nobody waits for. */
  readonly provider?: (opening: Opening) => ProviderIdentity;
  /** Nothing is charged, so that a lost answer is asked for again. */
  readonly isFree?: true;
  /** The vendor can tell what became of a call whose answer was lost. */
  readonly canFind?: true;
  /** The vendor works on after it has answered with an id, by which the work is found again. */
  readonly hasTasks?: true;
  /** The vendor cannot stop work that has begun. */
  readonly cannotCancel?: true;
  /** The vendor does not state what canceled work costs. */
  readonly hidesCost?: true;
  /** The answer is the sound of a stream alone: only the connection tells whether it is whole. */
  readonly isStream?: true;
  /** The vendor has no keys. */
  readonly hasNoKey?: true;
  /** Answers in the vendor's own words, and the code that each is. */
  readonly answers: readonly (readonly [what: string, reply: Reply, code: string])[];
}

export const PATIENCE = { pauseMs: 5, maxMs: 2_000 };
const TEXT = 'A river bends. Water carries the bank away, and drops its sand.';

export const http = (title: string, url: string, { maxWaitMs }: Opening): VendorHttp =>
  new VendorHttp(title, url, silentLog, { maxWaitMs });
export const writes = (writer: ScriptWriter) => (call: ProviderCall) =>
  new ModelScriptProvider(writer).write(
    { prompt: 'Why rivers bend', script: undefined, title: undefined, language: 'en', targetDurationMs: 30_000 },
    call,
  );
export const speaks = (speech: SpeechProvider, voice: string) => (call: ProviderCall) =>
  speech.speak({ text: TEXT, language: 'en', voice }, call);
export const draws = (visual: VisualProvider) => (call: ProviderCall) =>
  visual.picture?.(
    {
      ...{ width: 640, height: 360, language: 'en', heading: 'The bend', narration: TEXT, filmTitle: 'Rivers', look: 'editorial' },
      ...{ position: 0, sceneCount: 1, seed: 'Rivers' },
    },
    call,
  ) ?? Promise.reject(new Error('makes no pictures'));

export const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply => ({ status, body, headers });

/** Collections of pictures: nothing is charged, whatever key they want. */
export const stock = (
  title: string,
  vendor: Vendor,
  source: (http: VendorHttp, key: string) => StockSource,
  answers: Subject['answers'],
): Subject => ({
  name: title,
  vendor: () => vendor,
  isFree: true,
  ...(!vendor.refusal && { hasNoKey: true }),
  open: (o) => draws(new StockVisualProvider(source(http(title, o.url, o), o.key), o.media)),
  answers: [...STOCK_ANSWERS, ...answers],
});

const STOCK_ANSWERS: Subject['answers'] = [
  ['too many calls', json(429, {}, { 'retry-after': '30' }), 'RATE_LIMITED'],
  ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
  ['JSON of another shape', json(200, { pictures: [] }), 'GARBAGE'],
];

/** Collections of clips. */
export const stockClips = (
  title: string,
  vendor: Vendor,
  source: (http: VendorHttp, key: string) => StockClipSource,
  answers: Subject['answers'] = [],
): Subject => ({
  name: `clips of ${title}`,
  vendor: () => vendor,
  isFree: true,
  open: (o) => films(new StockClipProvider(source(http(title, o.url, o), o.key), o.media), 'videos', 2_000),
  answers: [...STOCK_ANSWERS, ...answers],
});

export const POLLING = { everyMs: RUNWAY_GAP_MS, atMostMs: 20_000, graceMs: 300 };
export const films = (provider: ClipProvider, model: string, durationMs: number) => (call: ProviderCall) =>
  provider.clip({ prompt: 'A river bends.', model, width: 320, height: 180, durationMs, seed: 'Rivers' }, call);

/** A portrait, and three seconds of sound. */
export const presents = (avatar: AvatarProvider) => async (call: ProviderCall) => {
  const [portrait, voice] = [join(call.workDir, 'portrait.jpg'), join(call.workDir, 'voice.wav')];
  await writeFile(portrait, madePortrait());
  await writeFile(voice, [wavHeader(48_000, 16_000), new Uint8Array(96_000)]);
  return avatar.present({ portrait, voice, voiceMs: 3_000 }, call);
};

/** Two seconds of sound, as the step cuts it. */
export const hears = (transcription: TranscriptionProvider) => async (call: ProviderCall) => {
  const path = join(call.workDir, 'heard.wav');
  await writeFile(path, [wavHeader(32_000, 16_000), new Uint8Array(64_000)]);
  return transcription.transcribe({ path, durationMs: 2_000, language: 'en', part: 0 }, call);
};

/** Calls that do the paid work, as the vendor counted them. */
export const worksOf = (standIn: StandIn): number =>
  standIn
    .requests()
    .filter((request) =>
      /GET \/(v1\/images|v1\/search|videos\/search|api|api\/videos)\/?$|POST .*(completions|responses|generateContent|speech|text:synthesize|transcriptions|timestamps|generations|generate\/core|_to_video|interactions|\/talks|\/prompt)$/.test(
        request,
      ),
    ).length;
