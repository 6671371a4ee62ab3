import { Agent, request } from 'node:http';

/** Asks again and again over so many connections, in a process of its own. */
export interface ReadsOrder {
  readonly url: string;
  readonly connections: number;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Asked in turns. */
  readonly bodies: readonly string[];
}

export interface ReadsReport {
  readonly answers: number;
  readonly seconds: number;
  /** Of one answer, to see that all contestants say the same. */
  readonly sample: string;
}

process.on('message', async ({ url, connections, ms, headers, bodies }: ReadsOrder) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const began = performance.now();
  let [answers, turn, sample] = [0, 0, ''];
  const ask = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      const body = bodies[(turn += 1) % bodies.length] ?? '';
      sample = await send(agent, url, headers, body);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  agent.destroy();
  const report: ReadsReport = { answers, seconds: (performance.now() - began) / 1_000, sample };
  process.send?.(report);
});
process.on('disconnect', () => process.exit());

const send = (agent: Agent, url: string, headers: Readonly<Record<string, string>>, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 && !text.includes('"errors"')) resolve(text);
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    outgoing.end(body);
  });
