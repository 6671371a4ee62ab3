import type { Api } from '../demo/api.ts';
import type { Display } from '../demo/display.ts';
import { becomeAdministrator } from './administrator.ts';
import { SHOWCASE } from './content.ts';
import {
  CREATE_SHOWCASE_ITEM,
  DELETE_SHOWCASE_ITEM,
  GIVE_CONSENT,
  READ_SHOWCASE,
  SET_TRIAL_IMAGES,
  type ReadShowcase,
  type SeededAsset,
  type SeededProject,
} from './documents.ts';

interface Place {
  readonly email: string;
  /** Whether this machine runs the server, so that the command `admin` reaches its database. */
  readonly isLocal: boolean;
  readonly display: Display;
}

/** Shows the films to everybody, and a picture of each to try. What is shown already stays as it is. */
export async function seedShowcase(api: Api, projects: readonly SeededProject[], { email, isLocal, display }: Place): Promise<void> {
  if (!isLocal) {
    display.note('The showcase is left out: run the command on the machine of the server to fill it');
    return;
  }
  const rights = await becomeAdministrator(api, email);
  try {
    const shown = await read(api);
    const images: { assetId: string; title: string; category: string }[] = [];
    let films = 0;
    for (const { placement, project: name, category } of SHOWCASE) {
      const outputs = projects.find((project) => project.name === name)?.jobs.nodes[0]?.outputs ?? [];
      const film = outputs.find(({ kind, contentType }) => kind === 'VIDEO' && contentType === 'video/mp4');
      const image = outputs.find(isTrialImage);
      if (film) {
        await showFilm(api, shown, { assetId: film.id, placement, title: name, category });
        films += 1;
      }
      if (image && !images.some(({ assetId }) => assetId === image.id)) {
        await api.send(GIVE_CONSENT, { assetId: image.id }, await api.token());
        images.push({ assetId: image.id, title: name, category });
      }
    }
    await showImages(api, shown, images);
    display.note(`Showcase with ${films} films and ${images.length} pictures to try`);
    if (rights.isFirst) display.note(`${email} is the first administrator; appoint yourself with the command admin`);
  } finally {
    await rights.leave();
  }
}

/** Removes the films and pictures of the examples from the showcase, before their account is deleted. */
export async function emptyShowcase(api: Api, projects: readonly SeededProject[], { email, isLocal }: Place): Promise<void> {
  if (!isLocal) return;
  const own = new Set(projects.flatMap(({ jobs }) => jobs.nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id))));
  const rights = await becomeAdministrator(api, email);
  try {
    const { adminShowcaseItems, adminTrialImages } = await read(api);
    for (const { id, assetId } of adminShowcaseItems.nodes)
      if (own.has(assetId)) await api.send(DELETE_SHOWCASE_ITEM, { id }, await api.token());
    const kept = adminTrialImages.filter(({ assetId }) => !own.has(assetId));
    if (kept.length < adminTrialImages.length) await api.send(SET_TRIAL_IMAGES, { input: { images: kept } }, await api.token());
  } finally {
    await rights.leave();
  }
}

const read = async (api: Api): Promise<ReadShowcase> => api.send(READ_SHOWCASE, {}, await api.token());

const isTrialImage = ({ kind, contentType }: SeededAsset): boolean =>
  kind === 'IMAGE' && ['image/jpeg', 'image/png', 'image/webp'].includes(contentType);

async function showFilm(
  api: Api,
  { adminShowcaseItems }: ReadShowcase,
  input: { assetId: string; placement: string; title: string; category: string },
): Promise<void> {
  const isShown = adminShowcaseItems.nodes.some(({ assetId, placement }) => assetId === input.assetId && placement === input.placement);
  if (isShown) return;
  await api.send(GIVE_CONSENT, { assetId: input.assetId }, await api.token());
  await api.send(CREATE_SHOWCASE_ITEM, { input }, await api.token());
}

/** Appends the pictures to those of the operator. */
async function showImages(api: Api, { adminTrialImages }: ReadShowcase, images: readonly { readonly assetId: string }[]): Promise<void> {
  const known = new Set(adminTrialImages.map(({ assetId }) => assetId));
  const missing = images.filter(({ assetId }) => !known.has(assetId));
  if (missing.length > 0) await api.send(SET_TRIAL_IMAGES, { input: { images: [...adminTrialImages, ...missing] } }, await api.token());
}
