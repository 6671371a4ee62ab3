import { Agent, request } from 'node:http';

/** Reads one address again and again over so many connections, in a process of its own. */
export interface GalleryOrder {
  readonly url: string;
  readonly connections: number;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with POST; GET without one. */
  readonly body?: string;
  /** Any other status ends the run. */
  readonly status: number;
}

export interface GalleryReport {
  readonly answers: number;
  readonly seconds: number;
  /** Body of the last answer. */
  readonly sample: string;
}

process.on('message', async ({ connections, ms, ...order }: GalleryOrder) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const began = performance.now();
  let [answers, sample] = [0, ''];
  const ask = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      sample = await send(agent, order);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  agent.destroy();
  process.send?.({ answers, seconds: (performance.now() - began) / 1_000, sample } satisfies GalleryReport);
});
process.on('disconnect', () => process.exit());

const send = (agent: Agent, { url, headers, body, status }: Omit<GalleryOrder, 'connections' | 'ms'>): Promise<string> =>
  new Promise((resolve, reject) => {
    const own = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers: { ...own, ...headers } });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === status && !text.includes('"errors"')) resolve(text);
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    outgoing.end(body);
  });
