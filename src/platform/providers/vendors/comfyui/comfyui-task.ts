import { z } from 'zod';
import { contentHash } from '../../../text/content-hash.ts';
import type { LeftCall, LeftEnd, ProviderCall } from '../../provider.ts';
import { paidTask, settleTask } from '../paid-task.ts';
import type { Polling, SubmittedWork, TaskState } from '../paid-task.ts';
import { garbage, invalidInput, vendorDown } from '../vendor-failures.ts';
import { LIMITS } from '../vendor-http.ts';
import type { CallLimits, VendorAnswer, VendorHttp } from '../vendor-http.ts';
import { filledWorkflow } from './workflow.ts';
import type { Placeholders, Workflow } from './workflow.ts';

const accepted = z.object({ prompt_id: z.string(), node_errors: z.record(z.string(), z.unknown()).nullish() });
const rejected = z.object({ error: z.object({ type: z.string().catch(''), message: z.string().catch('') }) });
const file = z.object({ filename: z.string().min(1), subfolder: z.string().catch(''), type: z.string().catch('output') });
const files = z.array(file).nullish().catch(null);
const history = z.record(
  z.string(),
  z.object({
    status: z.object({ status_str: z.string() }).nullish(),
    outputs: z.record(z.string(), z.looseObject({ images: files, gifs: files, video: files })),
  }),
);
type Entry = z.infer<typeof history>[string];
const queue = z.object({ queue_running: z.array(z.array(z.unknown())), queue_pending: z.array(z.array(z.unknown())) });

/** What the workflow makes. */
export interface ComfyUiResult {
  readonly key: 'picture' | 'clip';
  /** Extensions of the files that are the result. Nodes that save clips list them under different names. */
  readonly files: RegExp;
  readonly limits: CallLimits;
}

export interface ComfyUiWork {
  readonly http: VendorHttp;
  readonly workflow: Workflow;
  readonly values: Omit<Placeholders, 'seed'>;
  readonly result: ComfyUiResult;
  readonly polling: Polling;
}

/** A file that the workflow made, with its seed. */
interface ComfyUiFile {
  readonly bytes: Buffer;
  readonly seed: string;
}

/** A new one for each attempt: an identical prompt comes from ComfyUI's cache, without an output. */
const seedOfAttempt = (id: string): number => Number.parseInt(contentHash({ id }).slice(0, 12), 16);

/**
 * Runs a workflow and fetches its file. ComfyUI takes the id of the attempt as that of the work, so that a lost answer is found again, and
 * nothing is charged.
 */
export async function runWorkflow(call: ProviderCall, { http, workflow, values, result, polling }: ComfyUiWork): Promise<ComfyUiFile> {
  const { vendor } = http;
  return paidTask<ComfyUiFile>(call, {
    ...{ vendor, key: result.key, model: 'workflow', isFree: true, polling },
    ...submittedWork(call, http, result),
    submit: async (id) => {
      const prompt = filledWorkflow(workflow, { ...values, seed: seedOfAttempt(id) });
      const json = { prompt, client_id: id, prompt_id: id };
      const answer = await http.send({ method: 'POST', path: '/prompt', json, limits: LIMITS.read, signal: call.signal });
      if (answer.status >= 500) throw vendorDown(vendor);
      if (!answer.isOk) {
        const parsed = rejected.safeParse(answer.json);
        throw invalidInput(vendor, parsed.success ? parsed.data.error.message || parsed.data.error.type : '');
      }
      const { node_errors: errors } = answer.read(accepted);
      // A response of status 200 with errors of nodes makes nothing, or not everything.
      if (errors && Object.keys(errors).length > 0) {
        await cancelWork(http, id);
        throw invalidInput(vendor, `errors in the nodes ${Object.keys(errors).join(', ')} of the workflow`);
      }
      return id;
    },
  });
}

/** Ends a workflow that nobody waits for. */
export const settleWorkflow = (left: LeftCall, { http, result }: Pick<ComfyUiWork, 'http' | 'result'>): Promise<LeftEnd> =>
  settleTask(left, submittedWork(left, http, result));

function submittedWork({ signal }: Pick<ProviderCall, 'signal'>, http: VendorHttp, result: ComfyUiResult): SubmittedWork<ComfyUiFile> {
  const { vendor } = http;
  const get = async (path: string, limits: CallLimits = LIMITS.read): Promise<VendorAnswer> => {
    const answer = await http.send({ method: 'GET', path, limits, signal });
    if (!answer.isOk) throw vendorDown(vendor);
    return answer;
  };
  const historyOf = async (id: string): Promise<Entry | undefined> => (await get(`/history/${id}`)).read(history)[id];
  const isQueued = async (id: string): Promise<boolean> => {
    const { queue_running: running, queue_pending: pending } = (await get('/queue')).read(queue);
    return [...running, ...pending].some((entry) => entry[1] === id);
  };
  const isKnown = async (id: string): Promise<boolean> => (await isQueued(id)) || (await historyOf(id)) !== undefined;
  return {
    search: async ({ id }) => ((await isKnown(id)) ? { taskId: id } : 'NEVER_ARRIVED'),
    look: async (id): Promise<TaskState<ComfyUiFile>> => {
      const entry = await historyOf(id);
      if (entry?.status?.status_str === 'error') return { failure: garbage(vendor, 'an error while the workflow ran') };
      if (entry) {
        const made = fileOf(entry, result.files);
        if (!made) return { failure: garbage(vendor, `no ${result.key} among the outputs of the workflow`) };
        const { bytes } = await get(`/view?${new URLSearchParams(made).toString()}`, result.limits);
        return { value: { bytes, seed: String(seedOfAttempt(id)) } };
      }
      // The work is neither in the queue nor in the history: ComfyUI was restarted and has lost it. It is then submitted again.
      if (!(await isKnown(id))) return { failure: vendorDown(vendor, `lost the ${result.key} in a restart`) };
      return {};
    },
    cancel: async (id) => {
      await cancelWork(http, id);
      return {};
    },
  };
}

function fileOf({ outputs }: Entry, names: RegExp) {
  const all = Object.values(outputs).flatMap(({ images, gifs, video }) => [images, gifs, video].flatMap((listed) => listed ?? []));
  return all.find(({ filename, type }) => type === 'output' && names.test(filename));
}

/**
 * Cancels the work with this id; without the id, ComfyUI would stop the work of others. Nobody waits for the result, so an error is only
 * logged by the client.
 */
async function cancelWork(http: VendorHttp, id: string): Promise<void> {
  const signal = AbortSignal.timeout(LIMITS.read.timeoutMs);
  const requests = [
    { path: '/queue', json: { delete: [id] } },
    { path: '/interrupt', json: { prompt_id: id } },
  ];
  for (const request of requests) await http.send({ method: 'POST', ...request, limits: LIMITS.read, signal }).catch(() => undefined);
}
