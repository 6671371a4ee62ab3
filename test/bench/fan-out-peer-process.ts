import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** What the product's subscriptions are measured against: `raw` is the least that could be, `graphql-ws` what its manual shows. */
const [, , kind = 'raw', rate = '10'] = process.argv;

const event = (sequence: number) => ({
  sequence,
  type: 'LOG',
  at: new Date().toISOString(),
  status: 'RUNNING',
  progress: 0,
  step: null,
  message: `event ${sequence}`,
});

const http = createServer();
const emit = kind === 'raw' ? serveRaw() : serveGraphql();

/** One message, the same bytes to every socket. */
function serveRaw(): (sequence: number) => void {
  const sockets = new WebSocketServer({ server: http });
  return (sequence) => {
    const payload = { data: { jobProgress: event(sequence) } };
    const bytes = Buffer.from(JSON.stringify({ id: crypto.randomUUID(), type: 'next', payload }));
    for (const socket of sockets.clients) socket.send(bytes, { binary: false });
  };
}

/** One execution and one serialization for each socket. */
function serveGraphql(): (sequence: number) => void {
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
  return (sequence) => void bus.emit('event', event(sequence));
}

let timer: NodeJS.Timeout | undefined;
let sequence = 0;
process.on('message', (wanted) => {
  clearInterval(timer);
  if (wanted === 'stop') return void process.send?.(sequence);
  sequence = 0;
  timer = setInterval(() => emit((sequence += 1)), 1_000 / Number(rate));
});
process.on('disconnect', () => process.exit());
http.listen(0, '127.0.0.1', () => process.send?.(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`));
