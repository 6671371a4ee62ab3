import { madeClip } from './made-clip.ts';
import { type Asked, type Reply, type State, type Vendor } from './stand-in.ts';

/** How a vendor treats its tasks from now on. */
export interface TaskVendor extends Vendor {
  /** Tasks that have begun do not end. */
  hold: boolean;
  /** How tasks end. `NO CLIP`: with a file that is none. */
  outcome: 'CLIP' | 'REFUSED' | 'NO CLIP' | 'TOO SHORT';
  /** Answers to the next questions for the state of a task. */
  readonly looks: Reply[];
  /** The next address of a result has expired before it is fetched. */
  expires: boolean;
  /** Questions for the state of a task that came sooner than the vendor allows. */
  hasty: number;
}

const controls = () => ({ hold: false, outcome: 'CLIP' as TaskVendor['outcome'], looks: [] as Reply[], expires: false, hasty: 0 });

const NO_CLIP = Buffer.from('<html>This is no clip, but it is long enough to be one.</html>');

const fileOf = ({ outcome }: TaskVendor, size: Parameters<typeof madeClip>[0]): Buffer => {
  if (outcome === 'NO CLIP') return NO_CLIP;
  return madeClip(outcome === 'TOO SHORT' ? { ...size, seconds: size.seconds / 4 } : size);
};

const addressOf = ({ headers }: Asked, path: string): string => `http://${headers.host ?? ''}${path}`;

const unknownFields = (json: object, known: readonly string[]): string | undefined =>
  Object.keys(json).find((name) => !known.includes(name));

const RATIOS = ['1280:720', '720:1280', '1104:832', '832:1104', '960:960', '1584:672'];
const CREDITS = { 'gen4.5': 12, gen4_turbo: 5 } as const;
/** Milliseconds between two questions; Runway asks for five seconds, of which a test has a thousandth. */
export const RUNWAY_GAP_MS = 5;

/** Runway: tasks without a list, credits at the end, addresses that expire. */
export function runwayVendor(): TaskVendor {
  const asked = new Map<string, number>();
  const vendor: TaskVendor = {
    ...controls(),
    refusal: ({ headers, path }, key) => {
      if (path.startsWith('/files/')) return undefined;
      if (headers.authorization !== `Bearer ${key}`) return { status: 401, body: { error: 'Invalid API key' } };
      return headers['x-runway-version'] === '2024-11-06' ? undefined : { status: 400, body: { error: 'Missing X-Runway-Version' } };
    },
    isWork: ({ method, path }) => method === 'POST' && /^\/v1\/(text|image)_to_video$/.test(path),
    answer: (request, state) => {
      const { method, path, json, query } = request;
      if (method === 'GET' && path === '/v1/organization')
        return { status: 200, body: { creditBalance: 100, tier: { models: { 'gen4.5': { maxConcurrentGenerations: 2 } } } } };
      if (method === 'POST' && json) return runwaySubmit(path, json, state);
      const file = /^\/files\/(.+)\.mp4$/.exec(path)?.[1];
      if (method === 'GET' && file !== undefined) {
        const task = state.tasks[file];
        if (!task || query.get('token') !== String(task['token'])) return { status: 403, body: 'AccessDenied' };
        if (vendor.expires) {
          vendor.expires = false;
          return { status: 403, body: 'Request has expired' };
        }
        const [width = 0, height = 0] = String(task['ratio']).split(':').map(Number);
        return {
          status: 200,
          headers: { 'content-type': 'video/mp4' },
          body: fileOf(vendor, { width, height, seconds: Number(task['duration']) }),
        };
      }
      const id = /^\/v1\/tasks\/(.+)$/.exec(path)?.[1];
      if (id === undefined) return undefined;
      const task = state.tasks[id];
      if (!task) return { status: 404, body: { error: 'Not found' } };
      if (method === 'DELETE') {
        if (!task['ended']) refund(state, task);
        delete state.tasks[id];
        return { status: 204, body: '' };
      }
      const look = vendor.looks.shift();
      if (look) return look;
      const now = performance.now();
      if (now - (asked.get(id) ?? -Infinity) < RUNWAY_GAP_MS - 1) vendor.hasty += 1;
      asked.set(id, now);
      return { status: 200, body: { id, createdAt: '2026-11-30T09:00:00Z', ...runwayState(vendor, request, state, id, task) } };
    },
  };
  return vendor;
}

function runwayState(vendor: TaskVendor, request: Asked, state: State, id: string, task: Record<string, unknown>): object {
  const estimatedCost = { credits: task['credits'] };
  const seen = Number(task['seen'] ?? 0);
  task['seen'] = seen + 1;
  if (seen === 0) return { status: 'PENDING', estimatedCost };
  if (seen === 1) return { status: 'THROTTLED', estimatedCost };
  if (vendor.hold || seen === 2) return { status: 'RUNNING', progress: 0.5, estimatedCost };
  task['ended'] = true;
  if (vendor.outcome === 'REFUSED') {
    refund(state, task);
    return { status: 'FAILED', failure: 'The input was moderated.', failureCode: 'SAFETY.INPUT.TEXT', cost: { credits: 0 } };
  }
  // Each answer has a new address, and the former ones are dead.
  task['token'] = Number(task['token'] ?? 0) + 1;
  const address = addressOf(request, `/files/${id}.mp4?token=${String(task['token'])}`);
  return { status: 'SUCCEEDED', output: [address], cost: estimatedCost };
}

function runwaySubmit(path: string, json: Readonly<Record<string, unknown>>, state: State): Reply | undefined {
  if (path !== '/v1/text_to_video' && path !== '/v1/image_to_video') return undefined;
  const wrong = (error: string): Reply => ({ status: 400, body: { error } });
  const isImage = path === '/v1/image_to_video';
  const { model, promptText, duration, ratio, promptImage } = json;
  const unknown = unknownFields(json, ['model', 'promptText', 'duration', 'ratio', 'seed', ...(isImage ? ['promptImage'] : [])]);
  if (unknown !== undefined) return wrong(`Unrecognized key: ${unknown}`);
  if (model !== 'gen4.5' && model !== 'gen4_turbo')
    return { status: 403, body: { error: `Model variant ${String(model)} is not available` } };
  if (!isImage && model === 'gen4_turbo') return wrong('Invalid model for text_to_video');
  if (typeof promptText !== 'string' || promptText === '' || promptText.length > 1_000) return wrong('promptText: 1 to 1000 characters');
  if (!Number.isInteger(duration) || Number(duration) < 2 || Number(duration) > 10) return wrong('duration: 2 to 10');
  const ratios = isImage ? RATIOS : RATIOS.slice(0, 2);
  if (!ratios.includes(String(ratio))) return wrong('ratio');
  if (isImage && !/^data:image\/(jpeg|png|webp);base64,/.test(String(promptImage))) return wrong('promptImage: unsupported content-type');
  if (isImage && String(promptImage).length > 5 * 1024 ** 2) return wrong('promptImage: more than 5 MB');
  const id = `task-${state.charges.length + 1}`;
  const credits = CREDITS[model] * Number(duration);
  state.tasks[id] = { ratio, duration, credits, charge: state.charges.length };
  return { status: 200, charge: credits, body: { id, estimatedCost: { credits } } };
}

function refund(state: State, task: Record<string, unknown>): void {
  state.charges[Number(task['charge'])] = 0;
}

const googleRefusal = ({ headers }: Asked, key: string): Reply | undefined =>
  headers['x-goog-api-key'] === key
    ? undefined
    : {
        status: 400,
        body: { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid.', details: [{ reason: 'API_KEY_INVALID' }] } },
      };

const TOKENS_A_SECOND = 5_792;

/** Gemini Omni by the Interactions API. `answersLate`: it makes the clip while the caller waits, and refuses `background`. */
export function omniVendor(answersLate = false): TaskVendor {
  const vendor: TaskVendor = {
    ...controls(),
    refusal: googleRefusal,
    isWork: ({ method, path, json }) =>
      method === 'POST' && path === '/v1beta/interactions' && !(answersLate && json?.['background'] === true),
    answer: (request, state) => {
      const { method, path, json } = request;
      if (method === 'POST' && path === '/v1beta/interactions' && json) return omniSubmit(vendor, request, json, state, answersLate);
      const file = /^\/v1beta\/files\/(.+):download$/.exec(path)?.[1];
      if (method === 'GET' && file !== undefined) {
        if (vendor.expires) {
          vendor.expires = false;
          return { status: 403, body: { error: { code: 'permission_denied', message: 'expired' } } };
        }
        const { width, height, seconds } = (state.tasks[file] ?? {}) as { width: number; height: number; seconds: number };
        return { status: 200, headers: { 'content-type': 'video/mp4' }, body: fileOf(vendor, { width, height, seconds, hasSound: true }) };
      }
      const [, id = '', isCancel] = /^\/v1beta\/interactions\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
      const task = state.tasks[id];
      if (!task) return { status: 404, body: { error: { code: 'not_found', message: 'Interaction not found.' } } };
      if (method === 'POST' && isCancel) {
        if (task['status'] === 'completed')
          return { status: 400, body: { error: { code: 'invalid_request', message: 'Already completed.' } } };
        task['status'] = 'cancelled';
        refund(state, task);
        return { status: 200, body: { id, status: 'cancelled', usage: { total_tokens: 0 } } };
      }
      if (method !== 'GET') return undefined;
      const look = vendor.looks.shift();
      if (look) return look;
      if (vendor.hold || task['status'] === 'queued') {
        task['status'] = 'in_progress';
        return { status: 200, body: { id, status: 'in_progress' } };
      }
      return { status: 200, body: omniEnd(vendor, request, state, id, task) };
    },
  };
  return vendor;
}

function omniEnd(vendor: TaskVendor, request: Asked, state: State, id: string, task: Record<string, unknown>): object {
  if (vendor.outcome === 'REFUSED') {
    refund(state, task);
    return {
      id,
      status: 'failed',
      errors: [{ code: 'safety', message: 'The video was blocked by a safety filter.' }],
      usage: { total_tokens: 0 },
    };
  }
  task['status'] = 'completed';
  const video = { type: 'video', mime_type: 'video/mp4', uri: addressOf(request, `/v1beta/files/${id}:download`) };
  return { id, status: 'completed', steps: [{ type: 'model_output', content: [video] }], usage: { total_tokens: task['tokens'] } };
}

function omniSubmit(
  vendor: TaskVendor,
  request: Asked,
  json: Readonly<Record<string, unknown>>,
  state: State,
  answersLate: boolean,
): Reply {
  const wrong = (message: string): Reply => ({ status: 400, body: { error: { code: 'invalid_request', message } } });
  const unknown = unknownFields(json, ['model', 'input', 'background', 'store', 'response_format']);
  if (unknown !== undefined) return wrong(`Unknown name "${unknown}"`);
  if (json['model'] !== 'gemini-omni-1.2-flash')
    return { status: 404, body: { error: { code: 'not_found', message: 'model is no longer available' } } };
  if (answersLate && json['background'] === true) return wrong('background is not supported for this model.');
  const { type, aspect_ratio: ratio, duration, resolution, delivery } = (json['response_format'] ?? {}) as Record<string, string>;
  const seconds = Number(/^(\d+)s$/.exec(duration ?? '')?.[1]);
  if (type !== 'video' || delivery !== 'uri' || !['16:9', '9:16'].includes(ratio ?? '')) return wrong('response_format');
  if (!(seconds >= 3 && seconds <= 10)) return wrong('duration');
  const short = { '360p': 360, '720p': 720, '1080p': 1_080 }[resolution ?? ''];
  if (short === undefined) return wrong('resolution');
  const long = 2 * Math.round((short * 8) / 9);
  const size = ratio === '16:9' ? { width: long, height: short } : { width: short, height: long };
  const id = `v1_${state.charges.length + 1}`;
  const tokens = TOKENS_A_SECOND * seconds;
  const task = { ...size, seconds, tokens, charge: state.charges.length, status: 'queued' };
  state.tasks[id] = task;
  const body = answersLate ? omniEnd(vendor, request, state, id, task) : { id, status: 'queued' };
  return { status: 200, charge: tokens, body };
}

const didError = (status: number, kind: string, description: string): Reply => ({ status, body: { kind, description } });

/** D-ID: inputs are uploaded, talks cannot be stopped, and the list tells which talks there are. */
export function didVendor(): TaskVendor {
  const vendor: TaskVendor = {
    ...controls(),
    refusal: ({ headers, path }, key) =>
      path.startsWith('/results/') || headers.authorization === `Basic ${key}`
        ? undefined
        : didError(401, 'AuthorizationError', 'user unauthenticated'),
    isWork: ({ method, path }) => method === 'POST' && path === '/talks',
    answer: async (request, state) => {
      const { method, path, json, query } = request;
      if (method === 'GET' && path === '/credits') return { status: 200, body: { remaining: 10, total: 20 } };
      if (method === 'POST' && (path === '/images' || path === '/audios')) return didUpload(request, path.slice(1, -1), state);
      if (method === 'POST' && path === '/talks' && json) return didSubmit(json, state);
      const talks = Object.entries(state.tasks).filter(([id]) => id.startsWith('tlk_'));
      if (method === 'GET' && path === '/talks') {
        const listed = talks.toReversed().map(([id, task]) => ({ id, user_data: task['user_data'], status: 'done' }));
        return Number(query.get('limit')) <= 100 ? { status: 200, body: { talks: listed } } : didError(400, 'ValidationError', 'limit');
      }
      const [, folder, id = ''] = /^\/(talks|results)\/(.+?)(?:\.mp4)?$/.exec(path) ?? [];
      const task = state.tasks[id];
      if (!task) return didError(404, 'NotFoundError', 'not found');
      if (folder === 'results') {
        if (vendor.expires || query.get('token') !== String(task['token'])) {
          vendor.expires = false;
          return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
        }
        const body = fileOf(vendor, { width: 512, height: 512, seconds: Number(task['seconds']), hasSound: true });
        return { status: 200, headers: { 'content-type': 'video/mp4' }, body };
      }
      if (method === 'DELETE') {
        if (!task['ended']) return didError(409, 'ConflictError', 'talk is being processed');
        delete state.tasks[id];
        return { status: 200, body: { id } };
      }
      if (method !== 'GET') return undefined;
      const look = vendor.looks.shift();
      return look ?? { status: 200, body: didState(vendor, request, state, id, task) };
    },
  };
  return vendor;
}

function didState(vendor: TaskVendor, request: Asked, state: State, id: string, task: Record<string, unknown>): object {
  const seen = Number(task['seen'] ?? 0);
  task['seen'] = seen + 1;
  if (vendor.hold || seen === 0) return { id, status: seen === 0 ? 'created' : 'started' };
  task['ended'] = true;
  if (vendor.outcome === 'REFUSED') {
    refund(state, task);
    return { id, status: 'rejected', error: { kind: 'ImageModerationError', description: 'The image was moderated.' } };
  }
  task['token'] = Number(task['token'] ?? 0) + 1;
  const address = addressOf(request, `/results/${id}.mp4?token=${String(task['token'])}`);
  return { id, status: 'done', result_url: address, duration: task['seconds'], user_data: task['user_data'] };
}

async function didUpload({ headers, bytes }: Asked, kind: string, state: State): Promise<Reply> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return didError(400, 'ValidationError', 'multipart');
  const file = (await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()).get(kind);
  if (!(file instanceof File)) return didError(400, 'ValidationError', `${kind} is required`);
  const content = Buffer.from(await file.arrayBuffer());
  const isImage = content.readUInt16BE(0) === 0xff_d8;
  const isSound = content.toString('latin1', 0, 4) === 'RIFF';
  if (kind === 'image' ? !isImage : !isSound) return didError(400, 'ValidationError', `unsupported ${kind}`);
  if (kind === 'audio' && content.length > 15 * 1024 ** 2) return didError(400, 'ValidationError', 'audio exceeds 15MB');
  const url = `s3://d-id-${kind}s/${Object.keys(state.tasks).length}/${file.name}`;
  state.tasks[url] = { seconds: isSound ? (content.length - 44) / content.readUInt32LE(28) : 0 };
  return { status: 201, body: { id: url, url } };
}

function didSubmit(json: Readonly<Record<string, unknown>>, state: State): Reply {
  const unknown = unknownFields(json, ['source_url', 'script', 'config', 'user_data', 'name', 'webhook']);
  if (unknown !== undefined) return didError(400, 'ValidationError', `${unknown} is not allowed`);
  const { type, audio_url: audio } = (json['script'] ?? {}) as { type?: string; audio_url?: string };
  const sound = state.tasks[audio ?? ''];
  if (!state.tasks[String(json['source_url'])]) return didError(400, 'BadRequestError', 'source_url is not reachable');
  if (type !== 'audio' || !sound) return didError(400, 'BadRequestError', 'audio_url is not reachable');
  if (typeof json['user_data'] === 'string' && json['user_data'].length > 1_000) return didError(400, 'ValidationError', 'user_data');
  const id = `tlk_${state.charges.length + 1}`;
  const seconds = Number(sound['seconds']);
  state.tasks[id] = { seconds, user_data: json['user_data'], charge: state.charges.length };
  return { status: 201, charge: seconds, body: { id, status: 'created', object: 'talk', created_at: '2026-11-30T09:00:00Z' } };
}
