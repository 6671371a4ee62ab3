import { copyFile, link } from 'node:fs/promises';
import path from 'node:path';
import type { MediaInfo } from '../../src/features/assets/ingest/media-info.ts';
import type { FilmTools, PartRun } from '../../src/features/renders/steps/step-results.ts';
import { newId } from '../../src/kernel/id.ts';
import type { Media } from '../../src/platform/media/media.ts';
import { call } from './small-film.ts';

/** Behind transparent parts, and the bars of FIT. */
const CLIP_GROUND = '#205080';
const FILM = { metadata: { format: 'mp4', channels: 2, pixelFormat: 'yuv420p' } };

/** A run whose every asset is the file, and tools that keep artifacts as links. */
export function clipWorkshop(
  media: Media,
  folder: string,
  source: string,
  info: Partial<MediaInfo> = FILM,
): readonly [PartRun, FilmTools, { made: number }] {
  const asset = { storageKey: source, contentType: '', codecs: [], ...info };
  const kept = new Map<string, object>();
  const count = { made: 0 };
  const artifacts = {
    getOrCreate: async (_: unknown, { inputs }: { inputs: object }, __: unknown, make: () => Promise<{ it: MadeFile }>) => {
      const key = JSON.stringify(inputs);
      const found = kept.get(key);
      if (found) return { artifacts: { it: found }, reused: true };
      count.made += 1;
      const { it } = await make();
      const storageKey = path.join(folder, `stored-${newId()}`);
      await link(it.path, storageKey);
      const artifact = { hash: key, storageKey, metadata: { ...it.metadata, sha256: '' } };
      kept.set(key, artifact);
      return { artifacts: { it: artifact }, reused: false };
    },
    fetch: (_: unknown, { storageKey }: { storageKey: string }, to: string) => copyFile(storageKey, to),
  };
  const run = { ...call(folder), scope: { tx: async () => asset }, job: { workspaceId: '' }, report: () => undefined };
  const storage = { getFile: (key: string, to: string) => copyFile(key, to) };
  const tools = { media, storage, artifacts, drawing: { ground: () => CLIP_GROUND } };
  return [run as unknown as PartRun, tools as unknown as FilmTools, count];
}

interface MadeFile {
  readonly path: string;
  readonly metadata: object;
}
