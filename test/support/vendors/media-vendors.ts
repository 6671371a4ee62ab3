import { madeClip } from './made-clip.ts';
import { spokenTones, stripes } from './made.ts';
import { bearerRefusal, type Asked, type Reply, type State, type Vendor } from './stand-in.ts';

const detail = (status: number, message: string): Reply => ({
  status,
  body: { detail: { error: 'validation_error', message, type: 'invalid_request_error' } },
});

/** Kokoro-FastAPI, or with `hasTimes` false any server with OpenAI's route alone. */
export const speechVendor = (hasTimes = true): Vendor => ({
  isWork: ({ path }) => path === '/v1/audio/speech' || (hasTimes && path === '/dev/captioned_speech'),
  answer: ({ method, path, json }) => {
    if (method === 'GET' && path === '/v1/audio/voices') return { status: 200, body: { voices: [{ id: 'af_heart', name: 'Heart' }] } };
    const isCaptioned = hasTimes && path === '/dev/captioned_speech';
    if (method !== 'POST' || !json || (path !== '/v1/audio/speech' && !isCaptioned)) return undefined;
    const {
      input,
      voice,
      response_format: format,
      stream,
    } = json as { input?: string; voice?: string; response_format?: string; stream?: boolean };
    if (!input) return detail(400, 'Text must not be empty');
    if (!voice || !/^[a-z]{2}_\w+$/.test(voice)) return detail(400, `Voice '${voice}' not found. Available voices: af_heart`);
    if (format !== 'wav' || stream !== false) return detail(400, 'this stand-in has WAV that is not streamed');
    const { wav, words } = spokenTones(input);
    const charge = [...input].length;
    if (!isCaptioned) return { status: 200, headers: { 'content-type': 'audio/wav' }, body: wav, charge };
    return { status: 200, body: { audio: wav.toString('base64'), audio_format: 'audio/wav', timestamps: words }, charge };
  },
});

/** What the transcription server hears in every recording. */
export const HEARD = 'A river bends. Water carries the bank away.';

/** Speaches, or with a key a cloud: `verbose_json` with words, each as long as its share of the recording. */
export const transcriptionVendor = (hasKey: boolean): Vendor => ({
  ...(hasKey && { refusal: bearerRefusal }),
  isWork: ({ path }) => path === '/v1/audio/transcriptions',
  answer: async ({ method, path, headers, bytes }) => {
    if (method !== 'POST' || path !== '/v1/audio/transcriptions') return undefined;
    const wrong = (message: string): Reply => ({ status: 400, body: { error: { message, type: 'invalid_request_error' } } });
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data')) return wrong('multipart');
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const [file, language] = [form.get('file'), form.get('language')];
    if (!(file instanceof File) || !form.get('model')) return wrong('file and model are required');
    if (file.size > 25 * 1024 ** 2) return { status: 413, body: { error: { message: 'Maximum content size limit exceeded' } } };
    const sound = Buffer.from(await file.arrayBuffer());
    if (sound.toString('latin1', 0, 4) !== 'RIFF') return wrong('Invalid file format.');
    if (form.get('response_format') !== 'verbose_json') return wrong('timestamp_granularities needs verbose_json');
    if (language !== null && (typeof language !== 'string' || !/^[a-z]{2}$/.test(language))) return wrong('language');
    const seconds = (sound.length - 44) / 2 / sound.readUInt32LE(24);
    const said = HEARD.split(' ');
    const words = said.map((word, at) => ({ word, start: (seconds * at) / said.length, end: (seconds * (at + 0.9)) / said.length }));
    return {
      status: 200,
      charge: Math.ceil(seconds),
      body: {
        task: 'transcribe',
        language: 'english',
        duration: seconds,
        text: HEARD,
        words,
        segments: [{ id: 0, start: 0, end: seconds, text: HEARD }],
      },
    };
  },
});

/** ElevenLabs, with times of each character. (Its sound is WAV here; adapters read what it is.) */
export const elevenLabsVendor: Vendor = {
  refusal: ({ headers }, key) =>
    headers['xi-api-key'] === key
      ? undefined
      : { status: 401, body: { detail: { code: 'invalid_api_key', status: 'invalid_api_key', message: 'Invalid API key' } } },
  isWork: ({ path }) => path.endsWith('/with-timestamps'),
  answer: ({ method, path, json, query }) => {
    if (method === 'GET' && path === '/v1/models') return { status: 200, body: [{ model_id: 'eleven_multilingual_v2' }] };
    const voice = /^\/v1\/text-to-speech\/([\w-]+)\/with-timestamps$/.exec(path)?.[1];
    if (method !== 'POST' || voice === undefined || !json) return undefined;
    if (voice === 'nobody')
      return { status: 404, body: { detail: { code: 'voice_not_found', message: 'A voice with this id was not found.' } } };
    if (query.get('output_format') !== 'mp3_44100_128')
      return { status: 422, body: { detail: [{ loc: ['query'], msg: 'output_format', type: 'enum' }] } };
    const { text = '', model_id: model } = json as { text?: string; model_id?: string };
    if (model !== 'eleven_multilingual_v2') return { status: 400, body: { detail: { code: 'model_not_found', message: 'model' } } };
    const { wav, words } = spokenTones(text);
    const characters = words.flatMap(({ word }, index) => [...(index > 0 ? [' '] : []), ...word]);
    const timed = words.flatMap(({ word, start_time: start, end_time: end }, index) => {
      const letters = [...word].map(
        (_, at) => [start + ((end - start) * at) / word.length, start + ((end - start) * (at + 1)) / word.length] as const,
      );
      return index > 0 ? [[words[index - 1]?.end_time ?? 0, start] as const, ...letters] : letters;
    });
    const alignment = {
      characters,
      character_start_times_seconds: timed.map(([start]) => start),
      character_end_times_seconds: timed.map(([, end]) => end),
    };
    return { status: 200, charge: [...text].length, body: { audio_base64: wav.toString('base64'), alignment, normalized_alignment: null } };
  },
};

/** Pictures with OpenAI's protocol; of the cloud when `isCloud`. */
export const picturesVendor = (isCloud: boolean): Vendor => ({
  ...(isCloud && { refusal: bearerRefusal }),
  isWork: ({ path }) => path === '/v1/images/generations',
  answer: ({ method, path, json }) => {
    if (method !== 'POST' || path !== '/v1/images/generations' || !json) return undefined;
    const { prompt, size = '', response_format: format } = json as { prompt?: string; size?: string; response_format?: string };
    const [width = 0, height = 0] = size.split('x').map(Number);
    const wrong = (message: string): Reply => ({
      status: 400,
      body: { error: { message, type: 'invalid_request_error', code: 'invalid_value', param: 'size' } },
    });
    if (!prompt || prompt.length > 32_000) return wrong('prompt');
    if (width % 16 !== 0 || height % 16 !== 0 || width === 0 || height === 0) return wrong('size');
    if (isCloud && format !== undefined) return wrong("Unknown parameter: 'response_format'.");
    const picture = { b64_json: stripes(width, height, prompt.length).toString('base64') };
    return {
      status: 200,
      charge: isCloud ? 1_200 : 1,
      body: { created: 1, data: [picture], ...(isCloud && { usage: { total_tokens: 1_200 } }) },
    };
  },
});

const RATIOS = ['21:9', '16:9', '3:2', '5:4', '1:1', '4:5', '2:3', '9:16', '9:21'];

/** Stability AI: multipart even without a file. */
export const stabilityVendor: Vendor = {
  refusal: ({ headers }, key) =>
    headers.authorization === `Bearer ${key}`
      ? undefined
      : { status: 401, body: { id: '1', name: 'unauthorized', errors: ['missing or invalid api key'] } },
  isWork: ({ path }) => path.startsWith('/v2beta/stable-image/generate/'),
  answer: async ({ method, path, headers, bytes }) => {
    if (method === 'GET' && path === '/v1/user/balance') return { status: 200, body: { credits: 10 } };
    if (method !== 'POST' || !/^\/v2beta\/stable-image\/generate\/(core|ultra|sd3)$/.test(path)) return undefined;
    const type = headers['content-type'] ?? '';
    const bad = (error: string): Reply => ({ status: 400, body: { id: '1', name: 'bad_request', errors: [error] } });
    if (!type.startsWith('multipart/form-data')) return bad('content-type: must be multipart/form-data');
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    if (!form.get('prompt') || !RATIOS.some((ratio) => form.get('aspect_ratio') === ratio)) return bad('aspect_ratio');
    const image = stripes(640, 360, Number(form.get('seed')) % 97).toString('base64');
    return { status: 200, charge: 3, body: { image, finish_reason: 'SUCCESS', seed: Number(form.get('seed')) } };
  },
};

/** How a ComfyUI treats the next work: it stays in the queue until it is released. */
export interface ComfyUi extends Vendor {
  hold: boolean;
}

/** ComfyUI: no keys, ids of the caller, a queue, and a history that a restart forgets. */
export function comfyUiVendor(): ComfyUi {
  const vendor: ComfyUi = {
    hold: false,
    isWork: ({ method, path }) => method === 'POST' && path === '/prompt',
    answer: ({ method, path, query, json }, state) => {
      const finished = (): void => {
        if (!vendor.hold) for (const task of Object.values(state.tasks)) task['done'] = true;
      };
      const tasks = Object.entries(state.tasks);
      if (method === 'POST' && path === '/prompt') return submit(json, state);
      if (method === 'POST' && path === '/queue') {
        for (const id of (json as { delete?: string[] } | undefined)?.delete ?? []) if (!state.tasks[id]?.['done']) delete state.tasks[id];
        return { status: 200, body: {} };
      }
      if (method === 'POST' && path === '/interrupt') return { status: 200, body: {} };
      if (method === 'GET' && path === '/queue') {
        const pending = tasks.filter(([, task]) => !task['done']).map(([id], index) => [index, id, {}, {}, []]);
        finished();
        return { status: 200, body: { queue_running: pending.slice(0, 1), queue_pending: pending.slice(1) } };
      }
      return method === 'GET' ? result(path, query, state) : undefined;
    },
  };
  return vendor;
}

/** What a finished task left. */
function result(path: string, query: URLSearchParams, state: State): Reply | undefined {
  const id = /^\/history\/(.+)$/.exec(path)?.[1];
  if (id !== undefined) {
    const task = state.tasks[id];
    const entry = {
      status: { status_str: 'success', completed: true },
      outputs: { 9: outputOf(id, task) },
    };
    return { status: 200, body: task?.['done'] ? { [id]: entry } : {} };
  }
  if (path === '/view') {
    const name = query.get('filename') ?? '';
    const task = state.tasks[name.replace(/\.(png|mp4)$/, '')];
    if (task?.['length'] !== undefined && name.endsWith('.mp4')) {
      const size = { width: Number(task['width']), height: Number(task['height']) };
      const seconds = Number(((Number(task['length']) - 1) / 24).toFixed(3));
      return { status: 200, headers: { 'content-type': 'video/mp4' }, body: madeClip({ ...size, seconds }) };
    }
    return task
      ? {
          status: 200,
          headers: { 'content-type': 'image/png' },
          body: stripes(Number(task['width']), Number(task['height']), Number(task['seed']) % 89),
        }
      : undefined;
  }
  return undefined;
}

/** Nodes that save clips list them beside a preview: SaveVideo under `images`, those of VideoHelperSuite under `gifs`. */
function outputOf(id: string, task: Record<string, unknown> | undefined): object {
  if (task?.['length'] === undefined) return { images: [{ filename: `${id}.png`, subfolder: '', type: 'output' }] };
  const files = [
    { filename: `${id}.png`, subfolder: '', type: 'temp' },
    { filename: `${id}.mp4`, subfolder: 'video', type: 'output' },
  ];
  return task['saver'] === 'SaveVideo' ? { images: files, animated: [true] } : { gifs: files };
}

function submit(json: Asked['json'], state: State): Reply {
  const { prompt = {}, prompt_id: id = 'none' } = (json ?? {}) as {
    prompt?: Record<string, { class_type?: string; inputs: Record<string, unknown> }>;
    prompt_id?: string;
  };
  const nodes = Object.values(prompt);
  const size = nodes.find(({ class_type: type = '' }) => /^Empty\w*Latent/.test(type))?.inputs;
  const saver = nodes.find(({ class_type: type = '' }) => /^SaveVideo|^VHS_/.test(type))?.class_type;
  const sampler = nodes.find(({ class_type: type }) => type === 'KSampler')?.inputs;
  if (!size || !sampler || typeof sampler['seed'] !== 'number' || typeof size['width'] !== 'number')
    return {
      status: 400,
      body: {
        error: { type: 'prompt_outputs_failed_validation', message: 'Prompt outputs failed validation', details: '', extra_info: {} },
        node_errors: {},
      },
    };
  state.tasks[id] = { ...size, seed: sampler['seed'], saver, done: false };
  return { status: 200, charge: 1, body: { prompt_id: id, number: Object.keys(state.tasks).length, node_errors: {} } };
}

/** A workflow in API format, as the page of ComfyUI exports it, with placeholders. */
export const WORKFLOW = {
  3: {
    class_type: 'KSampler',
    inputs: {
      seed: '{{seed}}',
      steps: 20,
      cfg: 7,
      sampler_name: 'euler',
      scheduler: 'normal',
      denoise: 1,
      model: ['4', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    },
  },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'model.safetensors' } },
  5: { class_type: 'EmptyLatentImage', inputs: { width: '{{width}}', height: '{{height}}', batch_size: 1 } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}', clip: ['4', 1] } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: '{{negative}}', clip: ['4', 1] } },
  8: { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  9: { class_type: 'SaveImage', inputs: { filename_prefix: 'reelwright', images: ['8', 0] } },
};

/** A workflow for clips, with the node that saves them. */
export const clipWorkflow = (saver: 'SaveVideo' | 'VHS_VideoCombine') => ({
  3: { class_type: 'KSampler', inputs: { ...WORKFLOW[3].inputs, denoise: 1 } },
  5: {
    class_type: 'EmptyHunyuanLatentVideo',
    inputs: { width: '{{width}}', height: '{{height}}', length: '{{frames}}', batch_size: 1 },
  },
  6: WORKFLOW[6],
  7: WORKFLOW[7],
  10: { class_type: 'CreateVideo', inputs: { images: ['8', 0], fps: '{{fps}}' } },
  11: { class_type: saver, inputs: { video: ['10', 0], filename_prefix: 'reelwright' } },
});
