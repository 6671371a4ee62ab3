import type { Asked, Reply, State } from './stand-in.ts';
import { addressOf, controls, fileOf, refund, unknownFields, type TaskVendor } from './task-vendor.ts';

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
      if (folder === 'results') return didResult(vendor, task, query.get('token'));
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

function didResult(vendor: TaskVendor, task: Record<string, unknown>, token: string | null): Reply {
  if (vendor.expires || token !== String(task['token'])) {
    vendor.expires = false;
    return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
  }
  const body = fileOf(vendor, { width: 512, height: 512, seconds: Number(task['seconds']), hasSound: true });
  return { status: 200, headers: { 'content-type': 'video/mp4' }, body };
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
