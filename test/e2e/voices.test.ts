import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, register } from '../support/client.ts';
import type { Person } from '../support/client.ts';
import { finished, generate } from '../support/films.ts';
import { endPrograms, launch } from '../support/program.ts';
import { wheelOf } from '../support/python-packages.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelwright-voices-'));
  stack = await startStack({ env: { VOICES_DIR: join(folder, 'voices') } });
  person = await register(stack.url);
});
afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

const canFetch = (await wheelOf('hibari-tts', '0.2.1')) !== undefined;

describe.skipIf(!canFetch)('a natural voice (skipped where pip cannot fetch it)', { timeout: 240_000 }, () => {
  interface Voices {
    readonly voices: readonly { readonly name: string; readonly provider: string; readonly sampleUrl: string | null }[];
  }
  const voices = () => gql<Voices>(person, '{ voices(language: "en") { name provider sampleUrl } }', {});
  const run = async (...argv: string[]) => {
    const program = launch(['voices', ...argv], { VOICES_DIR: join(folder, 'voices'), LOG_LEVEL: 'warn' });
    return { code: await program.ended, said: program.stdout(), errors: program.stderr() };
  };

  it('is added while the server runs, becomes the default, speaks a film, and is removed', async () => {
    expect((await voices()).voices[0]).toMatchObject({ name: 'en-us', provider: 'builtin' });
    expect(await run('add', 'en-us-heart')).toMatchObject({ code: 0, said: expect.stringContaining('en-us-heart') });
    const [first] = (await voices()).voices;
    expect(first).toMatchObject({ name: 'en-us-heart', provider: 'installed' });
    const sample = await fetch(`${stack.url}${new URL(first?.sampleUrl ?? '').pathname}`);
    expect([sample.status, sample.headers.get('content-type')]).toEqual([200, expect.stringContaining('wav')]);
    for (const path of ['voices/en-us-heart/model.onnx', 'voices/none/sample.wav', 'voices/..%2f..%2fetc/sample.wav'])
      expect((await fetch(`${stack.url}/${path}`)).status, path).toBe(404);
    const film = await finished(person, await generate(person, { script: 'Why is the sky blue? The air scatters blue light.' }));
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    const { job } = await gql<{ job: object }>(person, 'query ($id: ID!) { job(id: $id) { input { voice } } }', { id: film.id });
    expect(job).toEqual({ input: { voice: 'en-us-heart' } });
    expect(await run('remove', 'en-us-heart')).toMatchObject({ code: 0 });
    expect((await voices()).voices[0]?.name).toBe('en-us');
  });
});
