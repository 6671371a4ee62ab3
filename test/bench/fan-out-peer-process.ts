import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** What the product's subscriptions are measured against: `raw` is the least that could be, `graphql-ws` what its manual shows. */
const [, , kind = 'raw', rate = '10'] = process.argv;

const event = (sequence: number, at: Date) => ({
  sequence,
  type: 'LOG',
  at: at.toISOString(),
  status: 'RUNNING',
  progress: 0,
  step: null,
  message: `event ${sequence}`,
});

const http = createServer();
const emit = kind === 'raw' ? serveRaw() : serveGraphql();

/** One message, the same bytes to every socket. */
function serveRaw(): (sequence: number, at: Date) => void {
  const sockets = new WebSocketServer({ server: http });
  return (sequence, at) => {
    const payload = { data: { jobProgress: event(sequence, at) } };
    const bytes = Buffer.from(JSON.stringify({ id: crypto.randomUUID(), type: 'next', payload }));
    for (const socket of sockets.clients) socket.send(bytes, { binary: false });
  };
}

/** One execution and one serialization for each socket. */
function serveGraphql(): (sequence: number, at: Date) => void {
  const bus = new EventEmitter().setMaxListeners(0);
  const schema = buildSchema(`
    type Query { nothing: Int }
    type JobEvent { sequence: Int! type: String! at: String! status: String! progress: Float! step: String message: String }
    type Subscription { jobProgress(jobId: ID!): JobEvent! }`);
  const field = schema.getSubscriptionType()?.getFields()['jobProgress'];
  if (!field) throw new Error('the schema has this field');
  field.subscribe = async function* subscribe() {
    for await (const [jobProgress] of on(bus, 'event')) yield { jobProgress };
  };
  useServer({ schema }, new WebSocketServer({ server: http }));
  return (sequence, at) => void bus.emit('event', event(sequence, at));
}

let timer: NodeJS.Timeout | undefined;
let sequence = 0;

/** Events are due at fixed times: one that a busy process sends late has been late from then on. */
function go(): void {
  const began = Date.now();
  const every = 1_000 / Number(rate);
  sequence = 0;
  timer = setInterval(() => {
    for (; began + (sequence + 1) * every <= Date.now();) emit((sequence += 1), new Date(began + sequence * every));
  }, every / 4);
}

process.on('message', (wanted) => {
  clearInterval(timer);
  if (wanted === 'stop') process.send?.(sequence);
  else go();
});
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => process.send?.(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`));
