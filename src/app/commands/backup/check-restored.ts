import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { ObjectFiles } from '../../../embedded/object-store/files/object-files.ts';
import { Failure } from '../../../kernel/failure.ts';
import { silentLog } from '../../../kernel/log.ts';
import { StartError } from '../../../kernel/start-error.ts';
import type { Media } from '../../../platform/media/media.ts';
import type { Manifest } from './manifest.ts';
import { neededKeys } from './stored-keys.ts';

/** Milliseconds; decoding takes a fraction of the length of a film. */
const DECODE_WITHIN_MS = 30 * 60_000;

/** The newest film that this installation made. Uploads are not decoded here, where no limits guard the decoder. */
const NEWEST_FILM = `
  select storage_key as key, duration_ms::float8 as "durationMs"
  from assets
  where kind = 'VIDEO'
    and role = 'VIDEO'
    and status = 'READY'
  order by created_at desc
  limit 1`;

export interface PlayedFilm {
  readonly key: string;
  readonly durationMs: number;
}

/**
 * Compares the restored store with the backup and with the rows, and decodes the newest film from its first frame to its last. Returns that
 * film, or undefined where there is none. @throws StartError with what is wrong
 */
export async function checkRestored(
  client: Pick<Client, 'query'>,
  store: string,
  { objects }: Pick<Manifest, 'objects'>,
  { media, signal }: { readonly media: Media; readonly signal: AbortSignal },
): Promise<PlayedFilm | undefined> {
  const files = await ObjectFiles.open(store, silentLog);
  const buckets = files.buckets();
  const entries = buckets.flatMap((bucket) => files.entries(bucket).map(({ key }) => ({ bucket, key })));
  if (files.hasUnreadable || entries.length !== objects.count)
    throw new StartError(`The store has ${String(entries.length)} readable objects instead of ${String(objects.count)}.`);
  const needed = await neededKeys(client);
  for (const { key } of entries) needed.delete(key);
  if (needed.size !== objects.missing)
    throw new StartError(`Rows name ${String(needed.size)} objects that the store lacks, instead of ${String(objects.missing)}.`);

  const { rows } = await client.query<PlayedFilm>(NEWEST_FILM);
  const [film] = rows;
  const place = entries.find(({ key }) => key === film?.key);
  if (!film || !place) return undefined;
  const workDir = await mkdtemp(join(tmpdir(), 'reelwright-restore-'));
  try {
    const path = join(workDir, 'film.mp4');
    const file = await files.open(place.bucket, place.key);
    await pipeline(Readable.from(file.read()), createWriteStream(path, { mode: 0o600 }));
    await media
      .run(
        {
          inputs: [{ path, format: 'mov', options: ['-xerror', '-err_detect', 'explode'] }],
          outputOptions: ['-map', '0:v', '-map', '0:a', '-f', 'null'],
          output: '-',
          threads: 1,
          timeoutMs: DECODE_WITHIN_MS,
        },
        { workDir, signal },
      )
      .catch((error: unknown) => {
        if (signal.aborted || !(error instanceof Failure)) throw error;
        throw new StartError(`The film ${film.key} cannot be decoded: ${error.message}`, { cause: error });
      });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  return film;
}
