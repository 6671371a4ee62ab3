import { Router } from 'express';
import { join } from 'node:path';
import { SAMPLE_FILE, samplePath } from '../../platform/catalogue/voices/installed.ts';
import { VOICES } from '../../platform/catalogue/voices.ts';

/** Seconds that browsers may cache a sample. A voice that is added again under its name may sound different. */
const KEPT_SECONDS = 300;

/** `/voices/NAME/sample.wav`: what an installed voice sounds like, for anybody. Nothing else of its folder is served. */
export function voiceRoutes(): Router {
  const router = Router();
  router.get(samplePath(':name'), (request, response, next) => {
    const voice = VOICES.installed.find(({ name }) => name === request.params['name']);
    if (!voice) return next();
    response.sendFile(join(voice.folder, SAMPLE_FILE), { maxAge: KEPT_SECONDS * 1_000, dotfiles: 'allow' }, (error) => {
      if (error && !response.headersSent) next();
    });
  });
  return router;
}
