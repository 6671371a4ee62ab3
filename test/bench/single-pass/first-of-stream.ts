import { gql, type Person } from '../../support/client.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 20;

/** When the first segment of the stream was loaded. */
export async function firstOfStream(person: Person, jobId: string): Promise<number> {
  const streamUrl = await until(async () => {
    const { job } = await gql<{ job: { streamUrl: string | null } }>(person, 'query ($id: ID!) { job(id: $id) { streamUrl } }', {
      id: jobId,
    });
    return job.streamUrl;
  });
  const master = await (await fetch(streamUrl)).text();
  const playlist = new URL(lastLine(master), streamUrl);
  const segment = await until(async () => /^[^#].*$/m.exec(await (await fetch(playlist)).text())?.[0]);
  await (await fetch(new URL(segment, playlist))).arrayBuffer();
  return performance.now();
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

export async function until<Value>(read: () => Promise<Value | null | undefined>): Promise<Value> {
  for (const began = performance.now(); performance.now() - began < READY_WITHIN_MS;) {
    const value = await read();
    if (value !== null && value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('It did not come in time.');
}
