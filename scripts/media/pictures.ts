import { relative, resolve } from 'node:path';
import { LOOKS } from '../../src/platform/catalogue/looks.ts';
import { lookPictureFile } from '../../src/platform/catalogue/look-pictures.ts';
import { dashboards } from '../../test/support/operations-pages.ts';
import { EMAIL_KINDS } from '../email-pictures/samples.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SHAPES = ['wide', 'square', 'tall'];
const images = (...names: readonly string[]): readonly string[] => names.map((name) => `docs/images/${name}`);

/** The pictures that each command makes: what follows `npm run`, and files or a folder, which ends with a slash. */
export const PICTURES: Readonly<Record<string, readonly string[]>> = {
  'look-pictures': LOOKS.names.map((look) => relative(ROOT, lookPictureFile(look))),
  'docs:cards': images(
    ...LOOKS.names.flatMap((look) => SHAPES.map((shape) => `cards/${look}-${shape}.jpg`)),
    ...['cards/scripts-wide.jpg', 'cards/scripts-tall.jpg'],
  ),
  'docs:captions': images('captions-wide.jpg', 'captions-tall.jpg'),
  'docs:films': images('demo.gif', 'film.jpg', 'looks.jpg', 'every-card.jpg'),
  'docs:explorer': images('explorer.png'),
  'docs:studio': images(
    ...['studio.png', 'studio-live.png', 'studio-film.png', 'studio-project.png', 'studio-batch.png', 'review.png', 'admin.png'],
  ),
  'docs:emails': images(...EMAIL_KINDS.map((kind) => `emails/${kind}.webp`)),
  'docs:dashboard': images(...dashboards.map(({ uid }) => `${uid.replace('reelwright', 'dashboard')}.svg`)),
  // Draws charts from the committed results; only `npm run bench -- NAME --write` measures.
  'bench -- --report': images('performance/'),
};
