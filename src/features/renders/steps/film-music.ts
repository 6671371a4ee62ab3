import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { openStoredSound } from '../../assets/ingest/stored-media.service.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { FilmSpec, MusicSpec } from '../film/film-spec.ts';
import { musicCommand } from '../film/sound/music.ts';
import type { MusicFile } from '../film/sound/music.ts';
import { callProvider } from './call-provider.ts';
import type { FilmTools, PartRun } from './step-results.ts';

/** Increases when the same music sounds different in a film. */
const MUSIC_REVISION = 1;

/** Everything except the voices that the sound of a film depends on. The file of an asset never changes. */
export async function musicInputs({ providers }: Pick<FilmTools, 'providers'>, { music, seed }: FilmSpec): Promise<object | undefined> {
  if (!music) return undefined;
  if ('assetId' in music) return { revision: MUSIC_REVISION, ...music };
  const { id, revision } = await providers.get('MUSIC', music.provider);
  return { revision: MUSIC_REVISION, provider: `${id}/${revision}`, mood: music.mood, seed };
}

/** The music of a film, as a file in the folder of the step. @throws Failure MUSIC_MISSING when its asset was deleted */
export async function musicFile(
  run: PartRun,
  { media, storage, providers }: Pick<FilmTools, 'media' | 'storage' | 'providers'>,
  music: MusicSpec,
  { seed, durationMs }: { readonly seed: string; readonly durationMs: number },
): Promise<MusicFile> {
  if (!('assetId' in music)) {
    const provider = await providers.get('MUSIC', music.provider);
    return callProvider({ ...run, report: () => undefined }, 'MUSIC', provider, (call) =>
      provider.compose({ mood: music.mood, seed }, call),
    );
  }
  const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: music.assetId }));
  if (!asset) throw musicMissing();
  const { input, call } = await openStoredSound(storage, asset, run);
  const path = join(run.workDir, 'music.wav');
  await media.run(musicCommand(input, path, durationMs), call);
  return { path, isLoop: false };
}

const musicMissing = (): Failure =>
  new Failure('MUSIC_MISSING', 'The music of the film was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose other music, or none, and make the film again.',
  });
