import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import type { FfmpegCommand } from '../../../platform/media/media.ts';
import type { BrandFiles } from '../../../platform/providers/visual.provider.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import { openStoredPicture } from '../../assets/ingest/pictures/picture.service.ts';
import type { BrandSpec } from '../film/film-spec.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';

/** Pixels of the longer side of a logo. It is drawn at a twentieth of the frame, so more would only take time. */
const LOGO_SIDE = 512;

/** Downloads the font and the logo of a preset to the step's folder. Rejects with the `Failure` BRAND_FILE_MISSING. */
export async function fetchBrandFiles(
  run: PartRun,
  { storage, media }: FilmTools,
  { fontAssetId, logoAssetId }: BrandSpec,
): Promise<BrandFiles> {
  const ids = [fontAssetId, logoAssetId].flatMap((id) => id ?? []);
  if (ids.length === 0) return {};
  const assets = await run.scope.tx((em) => assetsByIds(em, run.job.workspaceId, ids));
  const ready = (id: string): AssetRow => {
    const asset = assets.get(id);
    if (asset?.status !== 'READY') throw fileMissing();
    return asset;
  };
  const files: { fontPath?: string; logoPath?: string } = {};
  if (fontAssetId !== undefined) {
    files.fontPath = join(run.workDir, 'brand-font');
    await storage.getFile(ready(fontAssetId).storageKey, files.fontPath, { signal: run.signal });
  }
  if (logoAssetId !== undefined) {
    const { input, filters, call } = await openStoredPicture(storage, ready(logoAssetId), run);
    files.logoPath = join(run.workDir, 'brand-logo.png');
    await media.run(logoCommand(input, filters, files.logoPath), call);
  }
  return files;
}

/** The command for a PNG of a logo, with its transparent parts, whatever format it was uploaded in. */
const logoCommand = (input: FfmpegCommand['inputs'][number], filters: readonly string[], output: string): FfmpegCommand => ({
  inputs: [input],
  filterGraph: `[0:v:0]${[...filters, 'format=rgba', `scale=${LOGO_SIDE}:${LOGO_SIDE}:force_original_aspect_ratio=decrease:flags=lanczos`].join(',')}[logo]`,
  outputOptions: ['-map', '[logo]', '-frames:v', '1', '-map_metadata', '-1', '-bitexact', '-c:v', 'png', '-f', 'image2', '-update', '1'],
  output,
  threads: 1,
  timeoutMs: 120_000,
});

const fileMissing = (): Failure =>
  new Failure('BRAND_FILE_MISSING', 'The brand font or the logo was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another file in the preset, or none, and make the film again.',
  });
