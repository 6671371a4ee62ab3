import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Many sockets in a process of their own. A message opens them, or begins a window of measuring, or asks what came in it. */
export type ClientsOrder =
  | { readonly kind: 'open'; readonly url: string; readonly count: number; readonly token?: string; readonly jobId?: string }
  | { readonly kind: 'begin' }
  | { readonly kind: 'report' };

export interface ClientsReport {
  /** How many messages took so many milliseconds; the last place counts all that took longer. */
  readonly histogram: readonly number[];
}

const MAX_LATENCY_MS = 20_000;
/** At once; more only queue up in the server's backlog. */
const LANES = 25;
const QUERY = 'subscription ($jobId: ID!) { jobProgress(jobId: $jobId) { sequence type at status progress step message } }';

let histogram = new Uint32Array(MAX_LATENCY_MS + 1);

/** Reads one field instead of parsing: the clients share the processor with what they measure. */
function count(message: Buffer): void {
  const from = message.indexOf('"at":"') + 6;
  const at = Date.parse(message.toString('latin1', from, message.indexOf('"', from)));
  const ms = Math.min(MAX_LATENCY_MS, Math.max(0, Date.now() - at));
  histogram[ms] = (histogram[ms] ?? 0) + 1;
}

async function openOne({ url, token, jobId = 'none' }: Extract<ClientsOrder, { kind: 'open' }>): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} }));
  if (url.includes('raw')) return void socket.on('message', count);
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload: { query: QUERY, variables: { jobId } } }));
  // The product begins with a snapshot; the peer with nothing.
  if (token) await once(socket, 'message');
  socket.on('message', count);
}

async function open(order: Extract<ClientsOrder, { kind: 'open' }>): Promise<void> {
  let left = order.count;
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (left-- > 0) await openOne(order);
    }),
  );
}

process.on('message', async (order: ClientsOrder) => {
  if (order.kind === 'open') await open(order);
  if (order.kind === 'begin') histogram = new Uint32Array(MAX_LATENCY_MS + 1);
  const report: ClientsReport = { histogram: order.kind === 'report' ? [...histogram] : [] };
  process.send?.(report);
});
process.on('disconnect', () => process.exit());
