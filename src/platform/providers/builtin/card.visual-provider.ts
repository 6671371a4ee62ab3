import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOKS } from '../../catalogue/looks.ts';
import type { Drawing } from '../../media/drawing.ts';
import type { VisualProvider } from '../visual.provider.ts';

/** Pictures without any service: typographic cards. An unknown look is drawn as the default one. */
export const cardVisualProvider = (drawing: Drawing) =>
  ({
    id: 'builtin',
    revision: 'cards-1',
    picture: async (request, { workDir, signal }) => {
      signal.throwIfAborted();
      const look = LOOKS.find(request.look)?.name ?? LOOKS.fallback;
      const path = join(workDir, `card-${request.position}.png`);
      await writeFile(path, await drawing.card({ ...request, look }), { signal });
      return { path };
    },
  }) satisfies VisualProvider;
