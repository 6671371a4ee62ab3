import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOKS } from '../../catalogue/looks.ts';
import type { Drawing } from '../../media/drawing.ts';
import type { VisualProvider } from '../visual.provider.ts';
import { chooseCard, shownWords } from './storyboard/choose-card.ts';

/**
 * Pictures without any service: typographic cards, whose type the words of the scene decide. An unknown look is drawn as the default one.
 */
export const cardVisualProvider = (drawing: Drawing) =>
  ({
    id: 'builtin',
    revision: 'cards-2',
    shownWords: (request) => shownWords(chooseCard(request)),
    picture: async ({ brandColors, brandFiles, ...request }, { workDir, signal }) => {
      signal.throwIfAborted();
      const look = LOOKS.find(request.look)?.name ?? LOOKS.fallback;
      const content = chooseCard(request);
      const brand = (brandColors ?? brandFiles) && { colors: brandColors, ...brandFiles };
      const path = join(workDir, `card-${request.position}.png`);
      await writeFile(path, await drawing.card({ ...request, look, content, ...(brand && { brand }) }), { signal });
      return { path };
    },
  }) satisfies VisualProvider;
