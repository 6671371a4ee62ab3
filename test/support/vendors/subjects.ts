import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import type { Media } from '../../../src/platform/media/media.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import type { ProviderCall } from '../../../src/platform/providers/provider.ts';
import { ChatScriptWriter } from '../../../src/platform/providers/vendors/compatible/chat.script-writer.ts';
import { CompatibleSpeechProvider } from '../../../src/platform/providers/vendors/compatible/compatible.speech-provider.ts';
import { CompatibleVisualProvider } from '../../../src/platform/providers/vendors/compatible/compatible.visual-provider.ts';
import { ComfyUiVisualProvider } from '../../../src/platform/providers/vendors/comfyui/comfyui.visual-provider.ts';
import { ComfyUiClipProvider } from '../../../src/platform/providers/vendors/comfyui/comfyui.clip-provider.ts';
import { CompatibleTranscriptionProvider } from '../../../src/platform/providers/vendors/compatible/compatible.transcription-provider.ts';
import { DIdAvatarProvider } from '../../../src/platform/providers/vendors/d-id/d-id.avatar-provider.ts';
import { ElevenLabsSpeechProvider } from '../../../src/platform/providers/vendors/elevenlabs/elevenlabs.speech-provider.ts';
import { GeminiClipProvider } from '../../../src/platform/providers/vendors/gemini/gemini.clip-provider.ts';
import { GeminiSpeechProvider } from '../../../src/platform/providers/vendors/gemini/gemini.speech-provider.ts';
import { GeminiVisualProvider } from '../../../src/platform/providers/vendors/gemini/gemini.visual-provider.ts';
import { GoogleSpeechProvider } from '../../../src/platform/providers/vendors/google-tts/google-tts.speech-provider.ts';
import { OpenAiSpeechProvider } from '../../../src/platform/providers/vendors/openai/openai.speech-provider.ts';
import { GeminiScriptWriter } from '../../../src/platform/providers/vendors/gemini/gemini.script-writer.ts';
import { openAiPictures } from '../../../src/platform/providers/vendors/openai/openai-pictures.ts';
import { ResponsesScriptWriter } from '../../../src/platform/providers/vendors/openai/responses.script-writer.ts';
import { RunwayClipProvider } from '../../../src/platform/providers/vendors/runway/runway.clip-provider.ts';
import { ModelScriptProvider, type ScriptWriter } from '../../../src/platform/providers/vendors/script/model.script-provider.ts';
import { StabilityVisualProvider } from '../../../src/platform/providers/vendors/stability/stability.visual-provider.ts';
import { openverse } from '../../../src/platform/providers/vendors/stock/openverse.ts';
import { pexels } from '../../../src/platform/providers/vendors/stock/pexels.ts';
import { pixabay } from '../../../src/platform/providers/vendors/stock/pixabay.ts';
import type { StockSource } from '../../../src/platform/providers/vendors/stock/stock-source.ts';
import { StockVisualProvider } from '../../../src/platform/providers/vendors/stock/stock.visual-provider.ts';
import { VendorHttp } from '../../../src/platform/providers/vendors/vendor-http.ts';
import type { AvatarProvider } from '../../../src/platform/providers/avatar.provider.ts';
import type { ClipProvider } from '../../../src/platform/providers/clip.provider.ts';
import type { SpeechProvider } from '../../../src/platform/providers/speech.provider.ts';
import type { TranscriptionProvider } from '../../../src/platform/providers/transcription.provider.ts';
import type { VisualProvider } from '../../../src/platform/providers/visual.provider.ts';
import { omniVendor, runwayVendor, RUNWAY_GAP_MS } from './clip-vendors.ts';
import { didVendor } from './d-id-vendor.ts';
import type { TaskVendor } from './task-vendor.ts';
import {
  clipWorkflow,
  comfyUiVendor,
  elevenLabsVendor,
  picturesVendor,
  speechVendor,
  stabilityVendor,
  transcriptionVendor,
  WORKFLOW,
} from './media-vendors.ts';
import { geminiMediaVendor, googleTtsVendor, openAiSpeechVendor } from './cloud-speech-vendors.ts';
import { chatVendor, completion, geminiVendor, responsesVendor } from './script-vendors.ts';
import { madePortrait } from './made-clip.ts';
import { openverseVendor, pexelsVendor, pixabayVendor } from './stock-vendors.ts';
import type { Reply, StandIn, Vendor } from './stand-in.ts';

interface Opening {
  readonly url: string;
  readonly key: string;
  readonly media: Media;
  readonly maxWaitMs: number;
}

/** An adapter and its vendor, for the one contract that all adapters keep. */
export interface Subject {
  readonly name: string;
  readonly vendor: () => Vendor | TaskVendor;
  /** Makes the call that is paid for. */
  readonly open: (opening: Opening) => (call: ProviderCall) => Promise<unknown>;
  /** Nothing is charged, so that a lost answer is asked for again. */
  readonly isFree?: true;
  /** The vendor can tell what became of a call whose answer was lost. */
  readonly canFind?: true;
  /** The vendor works on after it has answered with an id, by which the work is found again. */
  readonly hasTasks?: true;
  /** The vendor cannot stop work that has begun. */
  readonly cannotCancel?: true;
  /** The answer is the sound of a stream alone: only the connection tells whether it is whole. */
  readonly isStream?: true;
  /** The vendor has no keys. */
  readonly hasNoKey?: true;
  /** Answers in the vendor's own words, and the code that each is. */
  readonly answers: readonly (readonly [what: string, reply: Reply, code: string])[];
}

const PATIENCE = { pauseMs: 5, maxMs: 2_000 };
const TEXT = 'A river bends. Water carries the bank away, and drops its sand.';

const http = (title: string, url: string, { maxWaitMs }: Opening): VendorHttp => new VendorHttp(title, url, silentLog, { maxWaitMs });
const writes = (writer: ScriptWriter) => (call: ProviderCall) =>
  new ModelScriptProvider(writer).write(
    { prompt: 'Why rivers bend', script: undefined, title: undefined, language: 'en', targetDurationMs: 30_000 },
    call,
  );
const speaks = (speech: SpeechProvider, voice: string) => (call: ProviderCall) => speech.speak({ text: TEXT, language: 'en', voice }, call);
const draws = (visual: VisualProvider) => (call: ProviderCall) =>
  visual.picture?.(
    {
      ...{ width: 640, height: 360, language: 'en', heading: 'The bend', narration: TEXT, filmTitle: 'Rivers', look: 'editorial' },
      ...{ position: 0, sceneCount: 1, seed: 'Rivers' },
    },
    call,
  ) ?? Promise.reject(new Error('makes no pictures'));

/** Collections of pictures: nothing is charged, whatever key they want. */
const stock = (
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
  answers: [
    ['too many calls', json(429, {}, { 'retry-after': '30' }), 'RATE_LIMITED'],
    ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
    ['JSON of another shape', json(200, { pictures: [] }), 'GARBAGE'],
    ...answers,
  ],
});

const POLLING = { everyMs: RUNWAY_GAP_MS, atMostMs: 20_000 };
const films = (provider: ClipProvider, model: string, durationMs: number) => (call: ProviderCall) =>
  provider.clip({ prompt: 'A river bends.', model, width: 320, height: 180, durationMs, seed: 'Rivers' }, call);

/** A portrait, and three seconds of sound. */
const presents = (avatar: AvatarProvider) => async (call: ProviderCall) => {
  const [portrait, voice] = [join(call.workDir, 'portrait.jpg'), join(call.workDir, 'voice.wav')];
  await writeFile(portrait, madePortrait());
  await writeFile(voice, [wavHeader(48_000, 16_000), new Uint8Array(96_000)]);
  return avatar.present({ portrait, voice, voiceMs: 3_000 }, call);
};

/** Two seconds of sound, as the step cuts it. */
const hears = (transcription: TranscriptionProvider) => async (call: ProviderCall) => {
  const path = join(call.workDir, 'heard.wav');
  await writeFile(path, [wavHeader(32_000, 16_000), new Uint8Array(64_000)]);
  return transcription.transcribe({ path, durationMs: 2_000, language: 'en', part: 0 }, call);
};

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply => ({ status, body, headers });
const openAi = (status: number, error: object, headers = {}): Reply => json(status, { error }, headers);

/** Meant alike by everyone who speaks OpenAI's protocol. */
const OPENAI_ANSWERS: Subject['answers'] = [
  ['too many calls', openAi(429, { message: 'Rate limit reached', code: 'rate_limit_exceeded' }, { 'retry-after': '7' }), 'RATE_LIMITED'],
  [
    'a rate limit of a day',
    openAi(429, { message: 'Rate limit reached', code: 'rate_limit_exceeded' }, { 'retry-after': '86400' }),
    'RATE_LIMITED',
  ],
  [
    'no money',
    openAi(429, { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' }),
    'BILLING',
  ],
  ['a usage limit', openAi(429, { message: 'limit', code: 'organization_usage_limit_exceeded' }), 'QUOTA'],
  ['no credits', openAi(402, { message: 'Insufficient credits', code: 402 }), 'BILLING'],
  ['an overload', openAi(503, { message: 'The server is overloaded', code: 'server_is_overloaded' }), 'VENDOR_DOWN'],
  ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
  ['an invalid request', openAi(400, { message: 'Invalid value: size', type: 'invalid_request_error' }), 'INVALID_INPUT'],
  [
    'a refusal',
    openAi(400, { type: 'image_generation_user_error', code: 'moderation_blocked', message: 'safety_violations=[violence]' }),
    'REFUSED',
  ],
  ['a status of nobody', json(418, {}), 'GARBAGE'],
];

/** Meant alike by all services of Google. */
const GOOGLE_ANSWERS: Subject['answers'] = [
  [
    'a delay in the body',
    json(429, { error: { status: 'RESOURCE_EXHAUSTED', message: 'Quota', details: [{ retryDelay: '53s' }] } }),
    'RATE_LIMITED',
  ],
  [
    'a daily quota',
    json(429, {
      error: { message: 'Quota', details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }, { retryDelay: '47s' }] },
    }),
    'QUOTA',
  ],
  ['a quota of nothing', json(429, { error: { message: 'Quota exceeded, limit: 0, retry in 47 s' } }), 'QUOTA'],
  ['an invalid request', json(400, { error: { status: 'INVALID_ARGUMENT', message: 'Voice not found' } }), 'INVALID_INPUT'],
  [
    'a region without billing',
    json(400, { error: { status: 'FAILED_PRECONDITION', message: 'User location is not supported' } }),
    'BILLING',
  ],
  ['a key without permission', json(403, { error: { status: 'PERMISSION_DENIED', message: 'API has not been used' } }), 'BAD_KEY'],
  ['an overload', json(503, { error: { status: 'UNAVAILABLE' } }), 'VENDOR_DOWN'],
];

/** Meant alike by everything that Gemini generates. */
const GEMINI_ANSWERS: Subject['answers'] = [
  ['a blocked prompt without candidates', json(200, { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }), 'REFUSED'],
  ['a blocked answer', json(200, { candidates: [{ finishReason: 'SAFETY' }] }), 'REFUSED'],
  ['no candidates', json(200, { candidates: [] }), 'GARBAGE'],
  ['a model that was switched off', json(404, { error: { message: 'models/x is no longer available' } }), 'MODEL_RETIRED'],
];

const gemini = (url: string, key: string) => ({
  ...{ url, apiKey: key, model: 'gemini-3.8-flash', imageModel: 'gemini-3.1-flash-image', speechModel: 'gemini-3.8-flash-tts', voices: {} },
});
const candidate = (finishReason: string, ...parts: object[]): Reply => json(200, { candidates: [{ finishReason, content: { parts } }] });
const NO_SOUND = Buffer.from('not sound').toString('base64');

const OWN_SERVER: Subject['answers'] = [
  ['a model that is not installed', openAi(404, { message: "model 'x' not found, try pulling it first" }), 'MODEL_NOT_INSTALLED'],
  ['a model that is not installed, as a string', json(404, { error: 'model not found' }), 'MODEL_NOT_INSTALLED'],
];

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'a script server without a key',
    vendor: () => chatVendor(),
    hasNoKey: true,
    isFree: true,
    open: (o) => writes(new ChatScriptWriter(http('The script server', `${o.url}/v1`, o), { url: o.url, model: 'little-model' }, PATIENCE)),
    answers: [
      ...OPENAI_ANSWERS,
      ...OWN_SERVER,
      [
        'a text that is too long',
        openAi(400, { message: 'the request exceeds the available context size', type: 'exceed_context_size_error' }),
        'CONTEXT_TOO_LONG',
      ],
      ['an answer that is cut off', completion({ finish_reason: 'length', message: { content: '{"title": "Riv' } }), 'INCOMPLETE'],
      ['a refusal in a 200', completion({ message: { content: null, refusal: 'I cannot help with that.' } }), 'REFUSED'],
      ['an error in a 200', json(200, { error: { message: 'Provider returned error', code: 502 } }), 'VENDOR_DOWN'],
      ['an empty list', json(200, { choices: [] }), 'GARBAGE'],
      ['an empty message', completion({ message: { content: null } }), 'GARBAGE'],
    ],
  },
  {
    name: 'a script server with a key',
    vendor: () => chatVendor('openrouter'),
    open: (o) =>
      writes(
        new ChatScriptWriter(http('The script server', `${o.url}/v1`, o), { url: o.url, apiKey: o.key, model: 'little-model' }, PATIENCE),
      ),
    answers: [
      ...OPENAI_ANSWERS,
      ['a model that was switched off', openAi(404, { message: 'The model does not exist', code: 'model_not_found' }), 'MODEL_RETIRED'],
    ],
  },
  {
    name: 'OpenAI’s scripts',
    vendor: () => responsesVendor,
    open: (o) => writes(new ResponsesScriptWriter(http('OpenAI', `${o.url}/v1`, o), { url: o.url, apiKey: o.key, model: 'gpt-5-mini' })),
    answers: [
      ...OPENAI_ANSWERS,
      [
        'a model that was switched off',
        openAi(404, { message: 'The model `gpt-9` does not exist', code: 'model_not_found' }),
        'MODEL_RETIRED',
      ],
      [
        'a refusal in a 200',
        json(200, { status: 'completed', output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }] }),
        'REFUSED',
      ],
      [
        'an answer that is cut off',
        json(200, { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [] }),
        'INCOMPLETE',
      ],
    ],
  },
  {
    name: 'Gemini’s scripts',
    vendor: () => geminiVendor,
    open: (o) => writes(new GeminiScriptWriter(http('Gemini', `${o.url}/v1beta`, o), gemini(o.url, o.key))),
    answers: [
      ...GOOGLE_ANSWERS,
      ...GEMINI_ANSWERS,
      [
        'an answer that is cut off',
        json(200, { candidates: [{ finishReason: 'MAX_TOKENS', content: { parts: [{ text: '{' }] } }] }),
        'INCOMPLETE',
      ],
      [
        'an answer that goes on',
        json(200, { candidates: [{ finishReason: 'CONTINUATION', content: { parts: [{ text: '{' }] } }] }),
        'INCOMPLETE',
      ],
    ],
  },
  {
    name: 'Gemini’s pictures',
    vendor: () => geminiMediaVendor,
    open: (o) => draws(new GeminiVisualProvider(http('Gemini', `${o.url}/v1beta`, o), gemini(o.url, o.key), o.media)),
    answers: [
      ...GOOGLE_ANSWERS,
      ...GEMINI_ANSWERS,
      ['a refused picture', candidate('IMAGE_SAFETY'), 'REFUSED'],
      ['a refusal in words', candidate('STOP', { text: 'I cannot draw that.' }), 'REFUSED'],
      ['no picture', candidate('NO_IMAGE'), 'GARBAGE'],
      ['a picture that is none', candidate('STOP', { inlineData: { mimeType: 'image/png', data: NO_SOUND } }), 'GARBAGE'],
    ],
  },
  {
    name: 'Gemini’s speech',
    vendor: () => geminiMediaVendor,
    open: (o) => speaks(new GeminiSpeechProvider(http('Gemini', `${o.url}/v1beta`, o), gemini(o.url, o.key), o.media), 'Kore'),
    answers: [
      ...GOOGLE_ANSWERS,
      ...GEMINI_ANSWERS,
      ['words instead of sound', candidate('STOP', { text: 'A river bends.' }), 'REFUSED'],
      ['no parts', candidate('STOP'), 'GARBAGE'],
      ['silence', candidate('STOP', { inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: 'AAAAAAAA' } }), 'GARBAGE'],
      ['sound without a rate', candidate('STOP', { inlineData: { mimeType: 'audio/x', data: NO_SOUND } }), 'GARBAGE'],
    ],
  },
  {
    name: 'Google Cloud’s speech',
    vendor: () => googleTtsVendor,
    open: (o) =>
      speaks(
        new GoogleSpeechProvider(http('Google Cloud Text-to-Speech', `${o.url}/v1`, o), { url: o.url, apiKey: o.key }, o.media),
        'en-US-Chirp3-HD-Kore',
      ),
    answers: [
      ...GOOGLE_ANSWERS,
      ['sound that is none', json(200, { audioContent: NO_SOUND }), 'GARBAGE'],
      ['an empty answer', json(200, { audioContent: '' }), 'GARBAGE'],
    ],
  },
  {
    name: 'OpenAI’s speech',
    isStream: true,
    vendor: () => openAiSpeechVendor,
    open: (o) =>
      speaks(
        new OpenAiSpeechProvider(http('OpenAI', `${o.url}/v1`, o), { url: o.url, apiKey: o.key, speechModel: 'gpt-4o-mini-tts' }, o.media),
        'alloy',
      ),
    answers: [
      ...OPENAI_ANSWERS,
      ['a model that was switched off', openAi(404, { message: 'The model does not exist', code: 'model_not_found' }), 'MODEL_RETIRED'],
      ['a message instead of sound', json(200, { message: 'ok' }), 'GARBAGE'],
    ],
  },
  {
    name: 'a speech server with times',
    vendor: () => speechVendor(),
    hasNoKey: true,
    isFree: true,
    open: (o) => {
      const server = { url: o.url, model: 'kokoro' };
      return speaks(
        new CompatibleSpeechProvider(
          http('The speech server', `${o.url}/v1`, o),
          http('The speech server', o.url, o),
          server,
          o.media,
          PATIENCE,
        ),
        'af_heart',
      );
    },
    answers: [
      ['a voice that is not there', json(400, { detail: { error: 'validation_error', message: "Voice 'x' not found" } }), 'INVALID_INPUT'],
      ['an error of the server', json(500, { detail: 'boom' }), 'VENDOR_DOWN'],
      ['sound that is none', json(200, { audio: Buffer.from('not sound').toString('base64') }), 'GARBAGE'],
      ['a list of faults', json(422, { detail: [{ msg: 'Field required' }] }), 'INVALID_INPUT'],
    ],
  },
  {
    name: 'ElevenLabs',
    vendor: () => elevenLabsVendor,
    open: (o) =>
      speaks(
        new ElevenLabsSpeechProvider(http('ElevenLabs', o.url, o), { url: o.url, apiKey: o.key, model: 'eleven_multilingual_v2' }, o.media),
        'voice-1',
      ),
    answers: [
      ['no credits', json(402, { detail: { code: 'insufficient_credits', message: 'no' } }), 'BILLING'],
      ['no credits, as before 2026', json(401, { detail: { status: 'quota_exceeded', message: 'no' } }), 'BILLING'],
      ['too many calls', json(429, { detail: { code: 'rate_limit_exceeded' } }), 'RATE_LIMITED'],
      ['too many calls at once', json(429, { detail: { code: 'concurrent_limit_exceeded' } }), 'RATE_LIMITED'],
      ['a busy system', json(429, { detail: { code: 'system_busy' } }), 'VENDOR_DOWN'],
      ['a voice that is not there', json(404, { detail: { code: 'voice_not_found' } }), 'INVALID_INPUT'],
      ['a list of faults', json(422, { detail: [{ loc: ['body'], msg: 'required', type: 'missing' }] }), 'INVALID_INPUT'],
      ['a feature of another plan', json(403, { detail: { code: 'feature_not_available' } }), 'BAD_KEY'],
      ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
    ],
  },
  {
    name: 'a picture server',
    vendor: () => picturesVendor(false),
    hasNoKey: true,
    isFree: true,
    open: (o) =>
      draws(
        new CompatibleVisualProvider(http('The picture server', `${o.url}/v1`, o), { url: o.url, model: '' }, o.media, undefined, PATIENCE),
      ),
    answers: [
      ...OPENAI_ANSWERS,
      ...OWN_SERVER,
      ['a picture at another server', json(200, { data: [{ url: 'http://127.0.0.1:1/picture.png' }] }), 'GARBAGE'],
      ['a picture that is none', json(200, { data: [{ b64_json: Buffer.from('<svg/>').toString('base64') }] }), 'GARBAGE'],
      ['an empty list', json(200, { data: [] }), 'GARBAGE'],
    ],
  },
  ...[false, true].map((hasKey): Subject => ({
    name: `a transcription server ${hasKey ? 'with' : 'without'} a key`,
    vendor: () => transcriptionVendor(hasKey),
    ...(!hasKey && { hasNoKey: true, isFree: true }),
    open: (o) => {
      const endpoint = { url: o.url, model: 'whisper-1', apiKey: hasKey ? o.key : undefined };
      return hears(new CompatibleTranscriptionProvider(http('The transcription server', `${o.url}/v1`, o), endpoint, PATIENCE));
    },
    answers: [
      ...OPENAI_ANSWERS,
      ...(hasKey ? [] : OWN_SERVER),
      ['a text without its language and times, in another shape', json(200, { transcript: 'A river.' }), 'GARBAGE'],
    ],
  })),
  {
    name: 'OpenAI’s pictures',
    vendor: () => picturesVendor(true),
    open: (o) =>
      draws(openAiPictures(http('OpenAI', `${o.url}/v1`, o), { url: o.url, apiKey: o.key, imageModel: 'gpt-image-2.5-flare' }, o.media)),
    answers: OPENAI_ANSWERS,
  },
  {
    name: 'Stability AI',
    vendor: () => stabilityVendor,
    open: (o) => draws(new StabilityVisualProvider(http('Stability AI', o.url, o), { url: o.url, apiKey: o.key, model: 'core' }, o.media)),
    answers: [
      ['a refusal', json(403, { id: '1', name: 'content_moderation', errors: ['no'] }), 'REFUSED'],
      ['too many calls', json(429, { id: '1', name: 'rate_limit_exceeded', errors: [] }), 'RATE_LIMITED'],
      ['no credits', json(402, { id: '1', name: 'payment_required', errors: [] }), 'BILLING'],
      ['an invalid request', json(422, { id: '1', name: 'invalid', errors: ['prompt: too long'] }), 'INVALID_INPUT'],
      ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
    ],
  },
  stock('Openverse', openverseVendor, openverse, [
    [
      'a picture that cannot be fetched',
      json(200, { results: [{ url: 'http://127.0.0.1:1/a.png', license: 'cc0', title: null }] }),
      'GARBAGE',
    ],
  ]),
  stock('Pexels', pexelsVendor, pexels, [['a key that was revoked', json(403, { error: 'Forbidden' }), 'BAD_KEY']]),
  stock('Pixabay', pixabayVendor, pixabay, [
    ['a complaint in plain text', { status: 400, body: '[ERROR 400] "q" is out of valid range.' }, 'INVALID_INPUT'],
    ['a complaint about the key', { status: 400, body: '[ERROR 400] Invalid or missing API key.' }, 'BAD_KEY'],
  ]),
  {
    name: 'ComfyUI',
    vendor: comfyUiVendor,
    hasNoKey: true,
    isFree: true,
    canFind: true,
    open: (o) => draws(new ComfyUiVisualProvider(http('ComfyUI', o.url, o), WORKFLOW, o.media, 5)),
    answers: [
      [
        'a workflow that is refused',
        json(400, { error: { type: 'invalid_prompt', message: 'Cannot execute' }, node_errors: {} }),
        'INVALID_INPUT',
      ],
      ['errors of nodes in a 200', json(200, { prompt_id: 'x', number: 1, node_errors: { 4: { errors: [] } } }), 'INVALID_INPUT'],
      ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
    ],
  },
  ...(['SaveVideo', 'VHS_VideoCombine'] as const).map((saver): Subject => ({
    name: `ComfyUI’s clips by ${saver}`,
    vendor: comfyUiVendor,
    hasNoKey: true,
    isFree: true,
    canFind: true,
    open: (o) => films(new ComfyUiClipProvider(http('ComfyUI', o.url, o), clipWorkflow(saver), o.media, 5), 'workflow', 2_000),
    answers: [
      [
        'a workflow that is refused',
        json(400, { error: { type: 'invalid_prompt', message: 'Cannot execute' }, node_errors: {} }),
        'INVALID_INPUT',
      ],
    ],
  })),
  {
    name: 'Runway',
    vendor: runwayVendor,
    hasTasks: true,
    open: (o) => films(new RunwayClipProvider(http('Runway', o.url, o), { url: o.url, apiKey: o.key }, o.media, POLLING), 'gen4.5', 2_000),
    answers: [
      ['an invalid request', json(400, { error: 'promptText: too long' }), 'INVALID_INPUT'],
      ['no credits', json(400, { error: 'You do not have enough credits to run this task.' }), 'BILLING'],
      ['a model that is locked', json(403, { error: 'Model variant gen4.5 is not available' }), 'MODEL_RETIRED'],
      ['too many calls', json(429, { error: 'Rate limit exceeded' }, { 'retry-after': '9' }), 'RATE_LIMITED'],
      ['a daily limit', json(429, { error: 'You have reached your daily limit of generations' }), 'QUOTA'],
      ['an overload', json(503, { error: 'Service unavailable' }), 'VENDOR_DOWN'],
    ],
  },
  {
    name: 'Gemini Omni',
    vendor: () => omniVendor(),
    hasTasks: true,
    open: (o) =>
      films(
        new GeminiClipProvider(http('Gemini', `${o.url}/v1beta`, o), { url: o.url, apiKey: o.key }, o.media, POLLING),
        'gemini-omni-1.2-flash',
        3_000,
      ),
    answers: [
      ['an invalid request', json(400, { error: { code: 'invalid_request', message: 'duration' } }), 'INVALID_INPUT'],
      ['a model that was switched off', json(404, { error: { code: 'not_found', message: 'no longer available' } }), 'MODEL_RETIRED'],
      ['too many calls', json(429, { error: { code: 'too_many_requests', message: 'Quota' } }, { 'retry-after': '20' }), 'RATE_LIMITED'],
      ['no free tier', json(429, { error: { code: 'too_many_requests', message: 'Quota exceeded, limit: 0' } }), 'QUOTA'],
      ['an overload', json(503, { error: { code: 'unavailable', message: 'overloaded' } }), 'VENDOR_DOWN'],
    ],
  },
  {
    name: 'D-ID',
    vendor: didVendor,
    hasTasks: true,
    canFind: true,
    cannotCancel: true,
    open: (o) => {
      const waits = { polling: POLLING, settledMs: 0 };
      return presents(new DIdAvatarProvider(http('D-ID', o.url, o), { url: o.url, apiKey: o.key }, o.media, waits));
    },
    answers: [
      ['a portrait without a face', json(400, { kind: 'BadRequestError', description: 'face not detected' }), 'INVALID_INPUT'],
      ['no credits', json(402, { kind: 'InsufficientCreditsError', description: 'not enough credits' }), 'BILLING'],
      ['a refusal', json(451, { kind: 'ModerationError', description: 'celebrity recognized' }), 'REFUSED'],
      ['too many calls', json(429, { kind: 'TooManyRequests', description: 'slow down' }, { 'retry-after': '5' }), 'RATE_LIMITED'],
      ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
    ],
  },
];

/** Calls that do the paid work, as the vendor counted them. */
export const worksOf = (standIn: StandIn): number =>
  standIn
    .requests()
    .filter((request) =>
      /GET \/(v1\/images|v1\/search|api)\/?$|POST .*(completions|responses|generateContent|speech|text:synthesize|transcriptions|timestamps|generations|generate\/core|_to_video|interactions|\/talks|\/prompt)$/.test(
        request,
      ),
    ).length;
