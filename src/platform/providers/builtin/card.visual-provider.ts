import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOKS } from '../../media/drawing.ts';
import type { Drawing } from '../../media/drawing.ts';
import type { VisualProvider } from '../visual.provider.ts';

/** Pictures without any service: typographic cards. A look that is not known is drawn as the first one. */
export const cardVisualProvider = (drawing: Drawing): VisualProvider => ({
  id: 'builtin',
  revision: 'cards-1',
  picture: async (request, { workDir, signal }) => {
    signal.throwIfAborted();
    const look = LOOKS.find((name) => name === request.look) ?? LOOKS[0];
    const path = join(workDir, `card-${request.position}.png`);
    await writeFile(path, await drawing.card({ ...request, look }), { signal });
    return { path };
  },
});
