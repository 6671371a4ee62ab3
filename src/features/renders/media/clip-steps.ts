import { join } from 'node:path';
import { clipModel } from '../../../platform/catalogue/models.ts';
import { frameSize } from '../../../platform/catalogue/sizes/shapes.ts';
import { sourceTypeBy, sourceTypeOf } from '../../../platform/provenance/provenance.ts';
import type { Origin, Provenance, SourceType } from '../../../platform/provenance/provenance.ts';
import { markMp4 } from '../../../platform/provenance/source-type-mark.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { openStoredPicture } from '../../assets/ingest/pictures/picture.service.ts';
import { openStoredSound } from '../../assets/ingest/stored-media.service.ts';
import { creditsForAvatar, creditsForClip } from '../../billing/billing.prices.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import { callProvider } from '../steps/call-provider.ts';
import { provenanceColumns } from '../steps/film-provenance.ts';
import { getOrCreateArtifact } from '../steps/step-results.ts';
import type { FilmTools } from '../steps/step-results.ts';
import { delivered, inputsOf } from './delivered.ts';
import { avatarTask, clipTask } from './media-task.ts';

interface MadeClip {
  readonly origin: Origin;
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
}

const FILM = { role: 'VIDEO', kind: 'VIDEO', ending: 'mp4' } as const;

/** Handler of GENERATE of jobs that make a clip. */
export const clipStep =
  (tools: FilmTools, assets: AssetService): StepHandler =>
  async (run) => {
    const { prompt, model, provider, resolution, aspectRatio, durationMs, imageAssetId } = clipTask.parse(run.job.input);
    const size = frameSize(resolution, aspectRatio);
    const image = imageAssetId === null ? undefined : await loadAsset(run, imageAssetId);
    const clips = await tools.providers.get('CLIP', provider);
    const { artifact } = await getOrCreateArtifact<MadeClip>(run, tools, inputsOf(run, 'clip'), async () => {
      const cover = `scale=${size.width}:${size.height}:force_original_aspect_ratio=increase:flags=lanczos,crop=${size.width}:${size.height}`;
      const firstFrame = image && (await asJpeg(run, tools, image, cover));
      const asked = {
        prompt,
        model: clipModel(model).clip.model,
        ...size,
        durationMs,
        seed: run.job.id,
        ...(firstFrame && { firstFrame }),
      };
      const made = await callProvider(run, 'CLIP', clips, (call) => clips.clip(asked, call));
      await mark(made.path, sourceTypeBy(made.origin));
      return { path: made.path, contentType: 'video/mp4', metadata: { origin: made.origin, durationMs: made.durationMs, ...size } };
    });
    const { origin, ...properties } = pickProperties(artifact.metadata);
    return delivered(run, tools, assets, artifact, {
      ...{ ...FILM, codecs: ['h264'], ...properties, creditsUsed: creditsForClip(model, properties.durationMs) },
      ...provenanceColumns({ sourceType: sourceTypeBy(origin), parts: [origin, ...partsOf(image)] }),
    });
  };

/** Handler of GENERATE of jobs that let a portrait speak. */
export const avatarStep =
  (tools: FilmTools, assets: AssetService): StepHandler =>
  async (run) => {
    const { portraitAssetId, audioAssetId, provider } = avatarTask.parse(run.job.input);
    const [portrait, audio] = [await loadAsset(run, portraitAssetId), await loadAsset(run, audioAssetId)];
    const voiceMs = audio.durationMs ?? 0;
    const avatars = await tools.providers.get('AVATAR', provider);
    const together = (origin: Origin): Provenance => ({
      // A portrait of a person, or the voice of one, is no work of a model.
      sourceType: sourceTypeOf([sourceTypeBy(origin), ...[portrait, audio].map((one) => one.provenance?.sourceType ?? null)]),
      parts: [origin, ...partsOf(portrait), ...partsOf(audio)],
    });
    const { artifact } = await getOrCreateArtifact<MadeClip>(run, tools, inputsOf(run, 'avatar'), async () => {
      const asked = { portrait: await asJpeg(run, tools, portrait, PORTRAIT), voice: await asWav(run, tools, audio), voiceMs };
      const made = await callProvider(run, 'AVATAR', avatars, (call) => avatars.present(asked, call));
      const { path, origin, durationMs, width, height } = made;
      await mark(path, together(origin).sourceType);
      return { path, contentType: 'video/mp4', metadata: { origin, durationMs, width, height } };
    });
    const { origin, ...properties } = pickProperties(artifact.metadata);
    return delivered(run, tools, assets, artifact, {
      ...{ ...FILM, codecs: ['h264', 'aac'], ...properties, creditsUsed: creditsForAvatar(voiceMs) },
      ...provenanceColumns(together(origin)),
    });
  };

const pickProperties = ({ origin, durationMs, width, height }: MadeClip): MadeClip => ({ origin, durationMs, width, height });

const partsOf = (asset: AssetRow | undefined): readonly Origin[] => asset?.provenance?.parts ?? [];

const loadAsset = (run: StepRun, id: string): Promise<AssetRow> => run.scope.tx((em) => em.findOneOrFail(AssetEntity, { id }));

const mark = async (path: string, sourceType: SourceType | null): Promise<void> => {
  if (sourceType) await markMp4(path, sourceType);
};

/** At most this many pixels of the longer side: providers refuse large portraits. */
const PORTRAIT = `scale='min(1536,iw)':'min(1536,ih)':force_original_aspect_ratio=decrease:flags=lanczos`;

/** A picture of the workspace as a JPEG on black, without data of its file. */
async function asJpeg(run: StepRun, { media, storage }: FilmTools, asset: AssetRow, scaling: string): Promise<string> {
  const { input, filters, call } = await openStoredPicture(storage, asset, run);
  const output = join(run.workDir, 'given.jpg');
  const upright = [...filters, scaling, 'format=rgba,premultiply=inplace=1', 'format=rgb24', 'setsar=1', 'format=yuvj420p'].join(',');
  await media.run(
    {
      inputs: [input],
      filterGraph: `[0:v:0]${upright}[still]`,
      outputOptions: ['-map', '[still]', '-frames:v', '1', '-map_metadata', '-1', '-bitexact', '-q:v', '3', '-f', 'mjpeg'],
      output,
      threads: 1,
      timeoutMs: 120_000,
    },
    call,
  );
  return output;
}

/** The first sound of a file, in mono. Five minutes of this rate stay below the 15 MB that providers accept. */
async function asWav(run: StepRun, { media, storage }: FilmTools, asset: AssetRow): Promise<string> {
  const { input, call } = await openStoredSound(storage, asset, run);
  const output = join(run.workDir, 'given.wav');
  const outputOptions = ['-map', '0:a:0', '-map_metadata', '-1', '-bitexact', '-ac', '1', '-ar', '24000', '-c:a', 'pcm_s16le', '-f', 'wav'];
  await media.run({ inputs: [input], outputOptions, output, threads: 1, timeoutMs: 300_000 }, call);
  return output;
}
