import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import type { ProviderIdentity } from '../../../platform/providers/provider.ts';
import type { Origin } from '../../../platform/provenance/provenance.ts';
import type { VisualProvider, VisualRequest } from '../../../platform/providers/visual.provider.ts';
import { openStoredPicture } from '../../assets/ingest/pictures/picture.service.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import { preparedClip } from '../clips/clip-picture.ts';
import { generatedClip } from '../clips/generated-clip.ts';
import { showsAsset } from '../film/film-spec.ts';
import type { FilmSpec, PictureSpec, SceneSpec } from '../film/film-spec.ts';
import { prepareOverlayClips } from '../overlays/overlay-clip.ts';
import { fetchBrandFiles } from '../pictures/brand-files.ts';
import { PICTURE_REVISION, pictureCommand } from '../pictures/picture-command.ts';
import { callProvider } from './call-provider.ts';
import { SINGLE, getOrCreateArtifact, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, PartRun, ResultOf } from './step-results.ts';

/** Handler of VISUAL: makes the picture of a scene, after the clips over the scenes that its segments and later ones wait for (`sceneSteps`). */
export const visualStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const scene = sceneOf(run, spec);
    const hadClips = await prepareOverlayClips(run, tools, spec, scene.position);
    const { result, reused } = await visualOf(run, tools, spec, scene);
    return { result, reused: reused && hadClips };
  };

interface Shown {
  readonly result: ResultOf<'VISUAL'>;
  readonly reused: boolean;
}

/** From a picture or clip of the workspace, as a clip of the film's model, or by the visual provider. */
async function visualOf(run: StepRun, tools: FilmTools, spec: FilmSpec, scene: SceneSpec): Promise<Shown> {
  if (scene.clip) {
    const { artifact, reused } = await preparedClip(run, tools, spec, { ...scene, clip: scene.clip });
    return { result: { picture: pick(artifact), clipFrames: artifact.metadata.frames }, reused };
  }
  const { clip: maker } = spec.providers;
  if (maker && !showsAsset(scene)) {
    const { artifact, reused } = await generatedClip(run, tools, spec, scene, maker);
    const { frames: clipFrames, origin } = artifact.metadata;
    return { result: { picture: pick(artifact), clipFrames, origin }, reused };
  }
  const { artifact, reused } = await pictureOf(run, tools, spec, scene);
  const { origin } = artifact.metadata;
  return { result: { picture: pick(artifact), ...(origin && { origin }) }, reused };
}

/** The still picture of a scene, of exactly the frame's size. */
export const pictureOf = (run: PartRun, tools: FilmTools, spec: FilmSpec, scene: SceneSpec) =>
  scene.picture ? placedPicture(run, tools, spec, scene.picture) : drawnPicture(run, tools, spec, scene);

/** The request to a visual provider, without the files of the brand. */
export function visualRequestOf(spec: FilmSpec, { heading, narration, visualPrompt, position, revisions }: SceneSpec): VisualRequest {
  const { width, height, language, look, seed, title: filmTitle, brand, providers } = spec;
  const variant = revisions?.visual ?? 0;
  return {
    ...{ width, height, language, heading, narration, filmTitle, position, sceneCount: spec.scenes.length, seed, look },
    // Cards are drawn from the words: a prompt that is edited must not draw them again.
    ...(visualPrompt !== undefined && providers.visual !== 'builtin' && { prompt: visualPrompt }),
    ...(variant > 0 && { variant }),
    ...(brand?.colors && { brandColors: brand.colors }),
  };
}

async function drawnPicture(run: PartRun, tools: FilmTools, spec: FilmSpec, scene: SceneSpec) {
  const { brand } = spec;
  const request = visualRequestOf(spec, scene);
  const visual = await providerFor(run, tools, spec, request);
  const { id } = visual;
  return getOrCreateArtifact<PictureMetadata>(run, tools, pictureInputs(visual, request, brand), async () => {
    const brandFiles = brand && (await fetchBrandFiles(run, tools, brand));
    const { path, origin } = await callProvider(run, 'VISUAL', visual, async (call) => {
      if (!visual.picture) throw new Error(`the visual provider ${id} makes no pictures`);
      return visual.picture({ ...request, ...(brandFiles && { brandFiles }) }, call);
    });
    return { path, contentType: 'image/png', metadata: { origin } };
  });
}

/** Pictures of the workspace have the origin of their asset. */
interface PictureMetadata {
  readonly origin?: Origin;
}

const pictureInputs = ({ id, revision }: ProviderIdentity, request: VisualRequest, brand: FilmSpec['brand']): object => ({
  ...{ kind: 'visual', provider: id, revision, request, ...(brand && { brand }) },
});

/** The provider of the picture. A preview must not spend money: it shows the picture of an earlier film, or a card instead. */
async function providerFor(
  { scope, job: { workspaceId }, attempts }: PartRun,
  { artifacts, providers }: FilmTools,
  spec: FilmSpec,
  request: VisualRequest,
): Promise<VisualProvider> {
  const chosen = await providers.get('VISUAL', spec.providers.visual);
  if (attempts || chosen.id === 'builtin') return chosen;
  const [known] = await artifacts.known(scope, { workspaceId, name: SINGLE }, [pictureInputs(chosen, request, spec.brand)]);
  return known ? chosen : providers.get('VISUAL', 'builtin');
}

async function placedPicture(run: PartRun, { media, ...tools }: FilmTools, { width, height, seed, brand }: FilmSpec, picture: PictureSpec) {
  const { assetId, ...placed } = picture;
  const ground = tools.drawing.ground(seed, brand?.colors);
  const frame = { width, height };
  const inputs = { kind: 'picture', revision: PICTURE_REVISION, placed, frame, ground };
  return getOrCreateArtifact<PictureMetadata>(run, { media, ...tools }, inputs, async () => {
    const asset = await run.scope.tx((em) => em.findOne(AssetEntity, { id: assetId }));
    if (!asset) throw pictureMissing();
    const { input, filters, call } = await openStoredPicture(tools.storage, asset, run);
    const output = join(run.workDir, 'placed.png');
    await media.run(pictureCommand({ input, filters, picture, frame, ground, output }), call);
    return { path: output, contentType: 'image/png', metadata: {} };
  });
}

const pictureMissing = (): Failure =>
  new Failure('PICTURE_MISSING', 'The picture of a scene was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another picture for the scene and render the project again.',
  });
