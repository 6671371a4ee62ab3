import { spokenTones, stripes } from './made.ts';
import { badGeminiKey, googleError } from './script-vendors.ts';
import { bearerRefusal, type Reply, type Vendor } from './stand-in.ts';

const WAV_HEADER_BYTES = 44;
const TOKENS_OF_PICTURE = 1_300;
const RATIOS = ['21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16'];

const generated = (parts: object[], tokens: number): Reply => ({
  status: 200,
  charge: tokens,
  body: {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { totalTokenCount: tokens },
  },
});

interface Generation {
  readonly contents?: readonly { readonly parts?: readonly { readonly text?: string }[] }[];
  readonly generationConfig?: {
    readonly responseModalities?: readonly string[];
    readonly imageConfig?: { readonly aspectRatio?: string; readonly imageSize?: string };
    readonly speechConfig?: { readonly voiceConfig?: { readonly prebuiltVoiceConfig?: { readonly voiceName?: string } } };
  };
}

/** Another picture for each prompt. */
const seedOf = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997, 7);

function drawn(text: string, config: Generation['generationConfig']): Reply {
  const { aspectRatio = '', imageSize = '' } = config?.imageConfig ?? {};
  if (!RATIOS.includes(aspectRatio) || !['1K', '2K', '4K'].includes(imageSize))
    return googleError(400, 'INVALID_ARGUMENT', 'Invalid value at image_config');
  if (config?.responseModalities?.join() !== 'TEXT,IMAGE') return googleError(400, 'INVALID_ARGUMENT', 'response_modalities');
  const [across = 1, down = 1] = aspectRatio.split(':').map(Number);
  const side = imageSize === '1K' ? 640 : 1_280;
  const data = stripes(side, Math.round((side * down) / across), seedOf(text)).toString('base64');
  return generated([{ text: 'Here is the picture.' }, { inlineData: { mimeType: 'image/png', data } }], TOKENS_OF_PICTURE);
}

function spokenBy(text: string, config: Generation['generationConfig']): Reply {
  const voice = config?.speechConfig?.voiceConfig?.prebuiltVoiceConfig?.voiceName ?? '';
  if (!/^[A-Z][a-z]+$/.test(voice)) return googleError(400, 'INVALID_ARGUMENT', `Voice name ${voice} is not supported`);
  if (config?.responseModalities?.join() !== 'AUDIO') return googleError(400, 'INVALID_ARGUMENT', 'response_modalities');
  const samples = spokenTones(text).wav.subarray(WAV_HEADER_BYTES);
  const inlineData = { mimeType: 'audio/L16;codec=pcm;rate=24000', data: samples.toString('base64') };
  return generated([{ inlineData }], Math.ceil(samples.length / 2_000));
}

/** Pictures and speech of Gemini, each by a model of its own. Speech comes as raw samples, whose rate only the media type states. */
export const geminiMediaVendor: Vendor = {
  refusal: ({ headers }, key) => (headers['x-goog-api-key'] === key ? undefined : badGeminiKey),
  isWork: ({ path }) => path.endsWith(':generateContent'),
  answer: ({ method, path, json }) => {
    const model = /^\/v1beta\/models\/([\w.-]+):generateContent$/.exec(path)?.[1];
    if (method !== 'POST' || model === undefined || !json) return undefined;
    const { contents, generationConfig: config } = json as Generation;
    const text = contents?.[0]?.parts?.[0]?.text;
    if (!text) return googleError(400, 'INVALID_ARGUMENT', 'contents is not specified');
    if (model === 'gemini-3.1-flash-image') return drawn(text, config);
    if (model === 'gemini-3.8-flash-tts') return spokenBy(text, config);
    return googleError(404, 'NOT_FOUND', `models/${model} is no longer available`);
  },
};

/** Google Cloud Text-to-Speech: counts bytes, and wants the language of the voice. */
export const googleTtsVendor: Vendor = {
  refusal: ({ headers }, key) => (headers['x-goog-api-key'] === key ? undefined : badGeminiKey),
  isWork: ({ path }) => path === '/v1/text:synthesize',
  answer: ({ method, path, json }) => {
    if (method === 'GET' && path === '/v1/voices') return { status: 200, body: { voices: [{ name: 'en-US-Chirp3-HD-Kore' }] } };
    if (method !== 'POST' || path !== '/v1/text:synthesize' || !json) return undefined;
    const { input, voice, audioConfig } = json as {
      input?: { text?: string; ssml?: string };
      voice?: { languageCode?: string; name?: string };
      audioConfig?: { audioEncoding?: string; sampleRateHertz?: number };
    };
    const invalid = (message: string) => googleError(400, 'INVALID_ARGUMENT', message);
    if (input?.ssml !== undefined) return invalid('SSML is not supported by Chirp voices.');
    if (!input?.text) return invalid('Either `input.text` or `input.ssml` is required.');
    if (Buffer.byteLength(input.text) > 5_000) return invalid('`input.text` is longer than the limit of 5000 bytes.');
    if (!voice?.name || !/^[a-z]{2,3}-[A-Z]{2}-\w/.test(voice.name))
      return invalid(`Voice '${voice?.name}' does not exist. Is it misspelled?`);
    if (!voice.languageCode || !voice.name.startsWith(voice.languageCode))
      return invalid(`Requested language code '${voice.languageCode}' doesn't match the voice '${voice.name}''s language code.`);
    if (audioConfig?.audioEncoding !== 'LINEAR16') return invalid('audio_encoding');
    const audioContent = spokenTones(input.text).wav.toString('base64');
    return { status: 200, charge: [...input.text].length, body: { audioContent } };
  },
};

/** OpenAI's speech: the sound alone, with the length 0xFFFFFFFF of a stream in its header. */
export const openAiSpeechVendor: Vendor = {
  refusal: bearerRefusal,
  isWork: ({ path }) => path === '/v1/audio/speech',
  answer: ({ method, path, json }) => {
    if (method !== 'POST' || path !== '/v1/audio/speech' || !json) return undefined;
    const { model, voice, input, response_format: format } = json;
    const wrong = (message: string, code = 'invalid_value'): Reply => ({
      status: code === 'model_not_found' ? 404 : 400,
      body: { error: { message, type: 'invalid_request_error', code } },
    });
    if (model !== 'gpt-4o-mini-tts') return wrong(`The model \`${String(model)}\` does not exist`, 'model_not_found');
    if (typeof input !== 'string' || input === '' || input.length > 4_096) return wrong('input');
    if (typeof voice !== 'string' || !/^[a-z]+$/.test(voice)) return wrong('voice');
    if (format !== 'wav') return wrong('this stand-in has WAV');
    const { wav } = spokenTones(input);
    wav.writeUInt32LE(0xffffffff, 4);
    wav.writeUInt32LE(0xffffffff, 40);
    return { status: 200, headers: { 'content-type': 'audio/wav' }, body: wav, charge: [...input].length };
  },
};

/** One account for several of a cloud's routes. */
export const together = (...vendors: readonly [Vendor, ...Vendor[]]): Vendor => ({
  ...(vendors[0].refusal && { refusal: vendors[0].refusal }),
  isWork: (asked) => vendors.some((one) => one.isWork(asked)),
  answer: async (asked, state) => {
    let answer: Reply | undefined;
    for (const one of vendors) {
      const next = await one.answer(asked, state);
      // A route that the next one may have under another model.
      if (next && next.status !== 404) return next;
      answer ??= next;
    }
    return answer;
  },
});
