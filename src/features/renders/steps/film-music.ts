import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { openStoredSound } from '../../assets/ingest/stored-media.service.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { FilmSpec, MusicSpec } from '../film/film-spec.ts';
import { measureLoudness } from '../film/sound/audio.ts';
import { musicCommand } from '../film/sound/music.ts';
import type { MusicFile } from '../film/sound/music.ts';
import { openWav } from '../film/sound/wav.ts';
import { callProvider } from './call-provider.ts';
import { fetchTo, getOrCreateArtifact, pick } from './step-results.ts';
import type { FilmTools, PartRun } from './step-results.ts';

/** Properties of composed music. Silence has no loudness. */
interface ComposedMusic {
  readonly isLoop: boolean;
  readonly loudness: number | null;
}

/** Increases when the same music sounds different in a film. */
const MUSIC_REVISION = 1;

/** The shortest music with a loudness: EBU R 128 measures blocks of 400 ms. */
const MIN_MUSIC_MS = 400;

/** Bytes of a millisecond of the decoded music: stereo, 16-bit, 48 kHz. */
const BYTES_PER_MS = 192;

/** Everything except the voices that the sound of a film depends on. The file of an asset never changes. */
export async function musicInputs(tools: Pick<FilmTools, 'providers'>, spec: FilmSpec): Promise<object | undefined> {
  const { music } = spec;
  if (!music) return undefined;
  if ('assetId' in music) return { revision: MUSIC_REVISION, ...music };
  const { gainDb } = music;
  return { ...(await composedInputs(tools, spec, music)), ...(gainDb !== undefined && { gainDb }) };
}

type ComposedSpec = Exclude<MusicSpec, { assetId: string }>;

async function composedInputs({ providers }: Pick<FilmTools, 'providers'>, { seed }: FilmSpec, { mood, provider }: ComposedSpec) {
  const { id, revision } = await providers.get('MUSIC', provider);
  return { revision: MUSIC_REVISION, provider: `${id}/${revision}`, mood, seed };
}

/**
 * The music of a film, as a file in the folder of the step, which must not be written to. Composed music is an artifact with its loudness: the
 * film has the same after an edit. @throws Failure MUSIC_MISSING when its asset was deleted, MUSIC_EMPTY when less than 400 ms are left of it
 */
export async function musicFile(run: PartRun, tools: FilmTools, spec: FilmSpec, music: MusicSpec, durationMs: number): Promise<MusicFile> {
  const { media, storage, providers } = tools;
  const { gainDb = 0 } = music;
  if (!('assetId' in music)) {
    const provider = await providers.get('MUSIC', music.provider);
    const inputs = { kind: 'music', ...(await composedInputs(tools, spec, music)) };
    const { artifact } = await getOrCreateArtifact<ComposedMusic>(run, tools, inputs, async () => {
      const request = { mood: music.mood, seed: spec.seed };
      const { path, isLoop } = await callProvider({ ...run, report: () => undefined }, 'MUSIC', provider, (call) =>
        provider.compose(request, call),
      );
      const { integrated } = await measureLoudness({ media, ...run }, { path, format: 'wav', truePeak: false });
      // JSON has no infinity, which is the loudness of silence.
      return { path, contentType: 'audio/wav', metadata: { isLoop, loudness: Number.isFinite(integrated) ? integrated : null } };
    });
    const { isLoop, loudness } = artifact.metadata;
    return { path: await fetchTo(run, tools, pick(artifact), 'composed.wav'), isLoop, gainDb, loudness: loudness ?? -Infinity };
  }
  const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: music.assetId }));
  if (!asset) throw musicMissing();
  const { input, call } = await openStoredSound(storage, asset, run);
  const path = join(run.workDir, 'music.wav');
  await media.run(musicCommand(input, path, durationMs, music.startMs), call);
  const { file, dataBytes } = await openWav(path, 2);
  await file.close();
  if (dataBytes < MIN_MUSIC_MS * BYTES_PER_MS) throw musicEmpty();
  return { path, isLoop: false, gainDb };
}

const musicEmpty = (): Failure =>
  new Failure('MUSIC_EMPTY', 'The music of the film lasts less than 400 ms after its musicStartMs.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Set a smaller musicStartMs, choose other music, or none, and make the film again.',
  });

const musicMissing = (): Failure =>
  new Failure('MUSIC_MISSING', 'The music of the film was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose other music, or none, and make the film again.',
  });
