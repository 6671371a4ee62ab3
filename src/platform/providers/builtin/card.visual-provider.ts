import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOKS } from '../../catalogue/looks.ts';
import type { Card, Drawing } from '../../media/drawing.ts';
import type { VisualProvider, VisualRequest } from '../visual.provider.ts';
import { chooseCard, shownWords } from './storyboard/choose-card.ts';

/**
 * Pictures without any service: typographic cards, whose type the words of the scene decide. An unknown look is drawn as the default one.
 */
export const cardVisualProvider = (drawing: Drawing) =>
  ({
    id: 'builtin',
    revision: 'cards-4',
    shownWords: (request) => shownWords(chooseCard(request)),
    card: cardOf,
    picture: async (request, { workDir, signal }) => {
      signal.throwIfAborted();
      const path = join(workDir, `card-${request.position}.png`);
      await writeFile(path, await drawing.card(cardOf(request)), { signal });
      return { path };
    },
  }) satisfies VisualProvider;

function cardOf({ brandColors, brandFiles, ...request }: VisualRequest): Card {
  const look = LOOKS.find(request.look)?.name ?? LOOKS.fallback;
  const brand = (brandColors ?? brandFiles) && { colors: brandColors, ...brandFiles };
  return { ...request, look, content: chooseCard(request), ...(brand && { brand }) };
}
