import { Router } from 'express';
import { join } from 'node:path';
import { lookPictureFile, lookPicturePath } from '../../platform/catalogue/look-pictures.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import { builtinSampleFile, builtinSamplePath } from '../../platform/catalogue/voices/builtin-samples.ts';
import { BUILTIN_VOICES } from '../../platform/catalogue/voices/builtin.ts';
import { SAMPLE_FILE, samplePath } from '../../platform/catalogue/voices/installed.ts';
import { VOICES } from '../../platform/catalogue/voices.ts';

/** Milliseconds that browsers may cache a sample. A voice that is added again under its name may sound different. */
const SAMPLE_KEPT_MS = 300_000;
/** Milliseconds that browsers may cache files that change only with the program. */
const PROGRAM_KEPT_MS = 86_400_000;

/**
 * What choices sound and look like, for anybody: `/voices/NAME/sample.wav` of an installed voice, `/voices/NAME/sample.mp3` of a built-in one,
 * `/looks/NAME.png`. Nothing else of the folders is served.
 */
export function catalogueRoutes(): Router {
  const router = Router();
  const serve = (path: string, maxAge: number, fileOf: (name: unknown) => string | undefined): void => {
    router.get(path, (request, response, next) => {
      const file = fileOf(request.params['name']);
      if (file === undefined) return next();
      response.sendFile(file, { maxAge, dotfiles: 'allow' }, (error) => {
        if (!error || response.headersSent) return;
        // An error must not be kept by a cache.
        for (const name of ['Cache-Control', 'ETag', 'Last-Modified', 'Content-Range', 'Content-Type']) response.removeHeader(name);
        next();
      });
    });
  };
  serve(samplePath(':name'), SAMPLE_KEPT_MS, (name) => {
    const voice = VOICES.installed.find((one) => one.name === name);
    return voice && join(voice.folder, SAMPLE_FILE);
  });
  serve(builtinSamplePath(':name'), PROGRAM_KEPT_MS, (name) => {
    const voice = BUILTIN_VOICES.find((one) => one.name === name);
    return voice && builtinSampleFile(voice.name);
  });
  serve(lookPicturePath(':name'), PROGRAM_KEPT_MS, (name) => {
    const look = LOOKS.names.find((one) => one === name);
    return look && lookPictureFile(look);
  });
  return router;
}
