import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gql } from '../../support/client.ts';
import { makeOrdinary } from '../../support/ordinary/corpus.ts';
import { importProject } from '../../support/projects.ts';
import { readyAsset } from '../request-shown.ts';
import type { ProofTools } from '../prove-film.ts';
import type { ComposedFilm } from './composed-film.ts';
import type { Signal } from './signal-sources.ts';

const idOf = async (tools: ProofTools, query: string, input: object): Promise<string> =>
  Object.values(await gql<Record<string, { id: string }>>(tools.person, query, { input }))[0]?.id ?? '';

/** Uploads the files, makes a project and a preset, and asks for the film; returns the job's id. */
export async function requestComposed(tools: ProofTools, film: ComposedFilm): Promise<string> {
  const { person, ffmpeg, folder } = tools;
  const made = await mkdtemp(join(folder, `sources-${film.number}-`));
  const ids = new Map<Signal, Promise<string>>();
  const upload = async (file: Signal, place: string): Promise<string> =>
    readyAsset(person, file, await makeOrdinary({ ...file, expected: { kind: 'VIDEO' } }, ffmpeg, place));
  const assetOf = async (file: Signal | undefined): Promise<string | undefined> => {
    if (!file) return undefined;
    const id = ids.get(file) ?? upload(file, join(made, String(ids.size)));
    ids.set(file, id);
    return id;
  };
  const scenes = [];
  for (const { shows, says, fields } of film.scenes)
    scenes.push({ transition: film.transition, ...fields, visualAssetId: await assetOf(shows), voiceAssetId: await assetOf(says) });
  const tracks = [];
  for (const { kind, overlays } of film.tracks ?? []) {
    const drawn = [];
    for (const { shows, fields } of overlays) drawn.push({ ...fields, ...(shows && { assetId: await assetOf(shows) }) });
    tracks.push({ kind, overlays: drawn });
  }
  const { name, shape, music, fps, captionStyle, voice, renditions, formats } = film;
  const bed = music
    ? { musicAssetId: await assetOf(music.file), musicStartMs: music.startMs, musicGainDb: music.gainDb }
    : { musicMood: 'none' };
  await rm(made, { recursive: true });
  const projectId = await importProject(person, name, scenes, tracks, { aspectRatio: shape });
  const preset = {
    workspaceId: person.workspaceId,
    name: `Film ${film.number}`,
    resolution: 'P360',
    fps,
    captionStyle,
    ...bed,
    ...(voice && { voice }),
  };
  const presetId = await idOf(tools, 'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }', preset);
  return idOf(tools, 'mutation ($input: RenderProjectInput!) { renderProject(input: $input) { id } }', {
    ...{ projectId, presetId, renditions: renditions ?? [] },
    ...(formats && { formats: formats.map((aspectRatio) => ({ aspectRatio })) }),
  });
}
