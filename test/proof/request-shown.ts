import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gql, type Person } from '../support/client.ts';
import { makeOrdinary } from '../support/ordinary/corpus.ts';
import { importProject, sendFile } from '../support/projects.ts';
import type { ProofFilm } from './films.ts';
import type { ProofTools } from './prove-film.ts';
import type { Source } from './sources.ts';

const POLL_MS = 200;
const READY_WITHIN_MS = 60_000;

/** Uploads the files, makes a project whose scenes show them, and asks for its film; returns the job's id. */
export async function requestShown(
  { person, ffmpeg, folder }: ProofTools,
  { number, text, options }: ProofFilm,
  sources: readonly [Source, Source],
): Promise<string> {
  const { aspectRatio, look, transition, motion, musicMood, fps, captionStyle } = options;
  const made = await mkdtemp(join(folder, `sources-${number}-`));
  const narrations = text.script.split('\n\n');
  const scenes = [];
  for (const [index, source] of sources.entries()) {
    const bytes = await makeOrdinary({ ...source, expected: { kind: 'VIDEO' } }, ffmpeg, join(made, String(index)));
    const visualAssetId = await readyAsset(person, source, bytes);
    scenes.push({ narration: narrations[index], visualAssetId, motion, transition, ...source.scene });
  }
  await rm(made, { recursive: true });
  const projectId = await importProject(person, `Film ${number}`, scenes, [], { aspectRatio, language: text.language });
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    person,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    {
      input: { workspaceId: person.workspaceId, name: `Film ${number}`, resolution: 'P360', look, fps, captionStyle, musicMood },
    },
  );
  const { renderProject } = await gql<{ renderProject: { id: string } }>(
    person,
    'mutation ($input: RenderProjectInput!) { renderProject(input: $input) { id } }',
    { input: { projectId, presetId: createPreset.id } },
  );
  return renderProject.id;
}

/** Uploads a file, and waits until it may be used. */
export async function readyAsset(
  person: Person,
  { name, contentType }: Pick<Source, 'name' | 'contentType'>,
  bytes: Buffer,
): Promise<string> {
  const id = await sendFile(person, name, contentType, bytes);
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await pause(POLL_MS)) {
    const { asset } = await gql<{ asset: { status: string } }>(person, 'query ($id: ID!) { asset(id: $id) { status } }', { id });
    if (asset.status === 'READY') return id;
    if (asset.status === 'REJECTED') throw new Error(`${name} was rejected.`);
  }
  throw new Error(`${name} was not read in time.`);
}
