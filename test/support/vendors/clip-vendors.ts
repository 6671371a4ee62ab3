import type { Asked, Reply, State } from './stand-in.ts';
import { addressOf, controls, fileOf, refund, unknownFields, type TaskVendor } from './task-vendor.ts';

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
      if (file !== undefined) return runwayFile(vendor, state.tasks[file], query.get('token'));
      const id = /^\/v1\/tasks\/(.+)$/.exec(path)?.[1];
      if (id === undefined) return undefined;
      const task = state.tasks[id];
      if (!task) return { status: 404, body: { error: 'Not found' } };
      if (method === 'DELETE') {
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

function runwayFile(vendor: TaskVendor, task: Record<string, unknown> | undefined, token: string | null): Reply {
  if (!task || token !== String(task['token'])) return { status: 403, body: 'AccessDenied' };
  if (vendor.expires) {
    vendor.expires = false;
    return { status: 403, body: 'Request has expired' };
  }
  const [width = 0, height = 0] = String(task['ratio']).split(':').map(Number);
  const body = fileOf(vendor, { width, height, seconds: Number(task['duration']) });
  return { status: 200, headers: { 'content-type': 'video/mp4' }, body };
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

function imageFault(uri: string): string | undefined {
  if (!/^data:image\/(jpeg|png|webp);base64,/.test(uri)) return 'promptImage: unsupported content-type';
  return uri.length > 5 * 1024 ** 2 ? 'promptImage: more than 5 MB' : undefined;
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
  const fault = isImage ? imageFault(String(promptImage)) : undefined;
  if (fault !== undefined) return wrong(fault);
  const id = `task-${state.charges.length + 1}`;
  const credits = CREDITS[model] * Number(duration);
  state.tasks[id] = { ratio, duration, credits, charge: state.charges.length };
  return { status: 200, charge: credits, body: { id, estimatedCost: { credits } } };
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
