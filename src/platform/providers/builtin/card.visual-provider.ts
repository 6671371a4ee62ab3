import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawCard, isLook } from '../../media/drawing/card.ts';
import type { LookName } from '../../media/drawing/card.ts';
import type { VisualProvider } from '../visual.provider.ts';

const DEFAULT_LOOK: LookName = 'editorial';

/** Pictures without any service: typographic cards. An unknown look is drawn as the default one. */
export const cardVisualProvider: VisualProvider = {
  id: 'builtin',
  revision: 'cards-1',
  picture: async ({ look, ...request }, { workDir, signal }) => {
    signal.throwIfAborted();
    const png = await drawCard({ ...request, look: isLook(look) ? look : DEFAULT_LOOK });
    const path = join(workDir, `card-${request.position}.png`);
    await writeFile(path, png, { signal });
    return { path };
  },
};
