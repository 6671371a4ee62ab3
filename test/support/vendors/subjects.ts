import { ChatScriptWriter } from '../../../src/platform/providers/vendors/compatible/chat.script-writer.ts';
import { CompatibleSpeechProvider } from '../../../src/platform/providers/vendors/compatible/compatible.speech-provider.ts';
import { CompatibleVisualProvider } from '../../../src/platform/providers/vendors/compatible/compatible.visual-provider.ts';
import { ComfyUiVisualProvider } from '../../../src/platform/providers/vendors/comfyui/comfyui.visual-provider.ts';
import { CompatibleTranscriptionProvider } from '../../../src/platform/providers/vendors/compatible/compatible.transcription-provider.ts';
import { ElevenLabsSpeechProvider } from '../../../src/platform/providers/vendors/elevenlabs/elevenlabs.speech-provider.ts';
import { GeminiSpeechProvider } from '../../../src/platform/providers/vendors/gemini/gemini.speech-provider.ts';
import { GeminiVisualProvider } from '../../../src/platform/providers/vendors/gemini/gemini.visual-provider.ts';
import { GoogleSpeechProvider } from '../../../src/platform/providers/vendors/google-tts/google-tts.speech-provider.ts';
import { OpenAiSpeechProvider } from '../../../src/platform/providers/vendors/openai/openai.speech-provider.ts';
import { GeminiScriptWriter } from '../../../src/platform/providers/vendors/gemini/gemini.script-writer.ts';
import { openAiPictures } from '../../../src/platform/providers/vendors/openai/openai-pictures.ts';
import { ResponsesScriptWriter } from '../../../src/platform/providers/vendors/openai/responses.script-writer.ts';
import { StabilityVisualProvider } from '../../../src/platform/providers/vendors/stability/stability.visual-provider.ts';
import { openverse } from '../../../src/platform/providers/vendors/stock/openverse.ts';
import { pexels, pexelsClips } from '../../../src/platform/providers/vendors/stock/pexels.ts';
import { pixabay, pixabayClips } from '../../../src/platform/providers/vendors/stock/pixabay.ts';
import {
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
import { openverseVendor, pexelsVendor, pixabayVendor } from './stock-vendors.ts';
import { json, PATIENCE, type Subject, draws, hears, http, speaks, stock, stockClips, writes } from './subject.ts';
import { GEMINI_ANSWERS, GOOGLE_ANSWERS, NO_SOUND, OPENAI_ANSWERS, OWN_SERVER, candidate, gemini, openAi } from './subject-answers.ts';

import { TASK_SUBJECTS } from './task-subjects.ts';

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
  stockClips('Pexels', pexelsVendor, pexelsClips, [
    ['a key that was revoked', json(403, { error: 'Forbidden' }), 'BAD_KEY'],
    [
      'a clip that cannot be fetched',
      json(200, {
        videos: [{ duration: 9, video_files: [{ link: 'http://127.0.0.1:1/a.mp4', file_type: 'video/mp4', width: 640, height: 360 }] }],
      }),
      'GARBAGE',
    ],
  ]),
  stockClips('Pixabay', pixabayVendor, pixabayClips, [
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
  ...TASK_SUBJECTS,
];
