import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, register, type Person } from '../support/client.ts';
import { download, finished, generate, probe, type Job } from '../support/films.ts';
import { markIn } from '../../src/platform/provenance/source-type-mark.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { geminiMediaVendor } from '../support/vendors/cloud-speech-vendors.ts';
import { elevenLabsVendor } from '../support/vendors/media-vendors.ts';
import { responsesVendor } from '../support/vendors/script-vendors.ts';
import { openStandIn, type StandIn } from '../support/vendors/stand-in.ts';
import { worksOf } from '../support/vendors/subject.ts';

let folder: string;
let clouds: Readonly<Record<'openai' | 'elevenlabs' | 'gemini', StandIn>>;
let stack: Stack;
let person: Person;
let job: Job;

const SET_LIMIT = 'mutation ($input: SetSpendLimitInput!) { setSpendLimit(input: $input) { limit state } }';
const SPEND =
  'query ($id: ID!) { workspace(id: $id) { limits { spend { limit spent reserved unpricedCalls state } } } models { name state provider kind } }';

interface Spent {
  readonly workspace: { readonly limits: { readonly spend: Readonly<Record<string, unknown>> & { readonly spent: number } } };
  readonly models: readonly Readonly<Record<string, unknown>>[];
}

/** A film that clouds write, speak and draw. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-film-'));
  const [openai, elevenlabs, gemini] = await Promise.all(
    [responsesVendor, elevenLabsVendor, geminiMediaVendor].map((vendor) => openStandIn(vendor, folder)),
  );
  if (!openai || !elevenlabs || !gemini) throw new Error('three clouds were started');
  clouds = { openai, elevenlabs, gemini };
  stack = await startStack({
    env: {
      ...{ OPENAI_BASE_URL: `${openai.url}/v1`, OPENAI_API_KEY: openai.key },
      ...{ ELEVENLABS_BASE_URL: elevenlabs.url, ELEVENLABS_API_KEY: elevenlabs.key },
      ...{ GEMINI_BASE_URL: `${gemini.url}/v1beta`, GEMINI_API_KEY: gemini.key },
    },
  });
  person = await register(stack.url);
  await gql(person, SET_LIMIT, { input: { workspaceId: person.workspaceId, limit: 1 } });
  job = await finished(person, await generate(person, { prompt: 'Explain why rivers bend.' }));
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  for (const cloud of Object.values(clouds ?? {})) await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a film by clouds', () => {
  it('is complete, by one call for the script and one for each voice and picture', async () => {
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null, title: 'Why rivers bend' });
    expect(job.checks.every(({ ok }) => ok)).toBe(true);
    expect([clouds.openai, clouds.elevenlabs, clouds.gemini].map(worksOf)).toEqual([1, 3, 3]);
    if (!job.video) throw new Error('there is no film');
    const film = await download(job.video);
    expect(markIn(film)).toBe('COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA');
    const { streams } = await probe(film, folder);
    expect(streams.map(({ codec_name: codec }) => codec).toSorted()).toEqual(['aac', 'h264']);
  });

  it('costs what the clouds charged, within the limit of the workspace', async () => {
    const { workspace, models } = await gql<Spent>(person, SPEND, { id: person.workspaceId });
    const { spend } = workspace.limits;
    expect(spend).toMatchObject({ limit: 1, reserved: 0, unpricedCalls: 0, state: 'OK' });
    const sum = ({ charges }: StandIn): number => charges().reduce((total, charge) => total + charge, 0);
    const { openai, elevenlabs, gemini } = clouds;
    // Each call is rounded up to a millionth of a dollar.
    expect(spend.spent).toBeCloseTo((sum(openai) * 2 + sum(elevenlabs) * 300 + sum(gemini) * 60) / 1e6, 4);
    expect(models).toContainEqual({ name: 'gemini-3.1-flash-image', state: 'AVAILABLE', provider: 'gemini', kind: 'VISUAL' });
  });

  it('is not begun to be paid for when the limit has no room', async () => {
    await gql(person, SET_LIMIT, { input: { workspaceId: person.workspaceId, limit: 0.01 } });
    const refused = await finished(person, await generate(person, { prompt: 'Explain why rivers bend again.' }));
    expect(refused).toMatchObject({ status: 'FAILED', failure: { code: 'SPEND_LIMIT_REACHED' } });
    expect(worksOf(clouds.openai)).toBe(1);
  });
});
