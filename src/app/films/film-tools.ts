import type { DependencyCheck } from '../health/dependency-checks.ts';
import type { FilmTools } from '../../features/renders/steps/step-results.ts';
import type { Log } from '../../kernel/log.ts';
import { join } from 'node:path';
import { Artifacts } from '../../platform/artifacts/artifacts.ts';
import { LocalCopies } from '../../platform/artifacts/local-copies.ts';
import type { Drawing } from '../../platform/media/drawing.ts';
import type { Media } from '../../platform/media/media.ts';
import { ProviderRegistry } from '../../platform/providers/provider-registry.ts';
import type { ProviderOpeners } from '../../platform/providers/provider-registry.ts';
import { vendorOpeners } from '../../platform/providers/vendors/open-vendors.ts';
import type { VendorTools } from '../../platform/providers/vendors/open-vendors.ts';
import { patientStorage } from '../../platform/storage/patient-storage.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';

/** Milliseconds that the state of ffmpeg is kept: a check starts a process. */
const FFMPEG_KEPT_MS = 60_000;

/** Opens the tools that make films; `workDir` is the worker's own folder. Loaded on demand: no ffmpeg, canvas or provider code may reach the API process. */
export async function openFilmTools(
  platform: Platform,
  config: Config,
  workDir: string,
  log: Log,
): Promise<FilmTools & { readonly ffmpegVersion: string; readonly ffmpegCheck: DependencyCheck }> {
  const onSpeed = (ratio: number): void => platform.metrics.observe('reelwright_ffmpeg_speed_ratio', {}, ratio);
  const [{ media, assertRuns }, { openDrawing }] = await Promise.all([
    openFfmpeg(config, log, onSpeed),
    import('../../platform/media/drawing/canvas-drawing.ts'),
  ]);
  const drawing = openDrawing();
  const storage = patientStorage(platform.storage);
  const providers = new ProviderRegistry(providerOpeners(drawing, { settings: config.providers, media, log }));
  // Loads the code of the built-in providers now, not during the first film. Fonts take 20 MiB and are loaded when something is drawn.
  await Promise.all((['SCRIPT', 'SPEECH', 'VISUAL'] as const).map((kind) => providers.get(kind, 'builtin')));
  return {
    ffmpegVersion: media.version,
    ffmpegCheck: { name: 'ffmpeg', isRequired: true, keptMs: FFMPEG_KEPT_MS, run: assertRuns },
    media,
    drawing,
    storage,
    artifacts: new Artifacts(storage, new LocalCopies(join(workDir, 'artifacts'))),
    providers,
  };
}

/** Finds ffmpeg and reports which one is used. @throws StartError when there is none */
export async function openFfmpeg(
  config: Pick<Config, 'ffmpegPath' | 'ffprobePath' | 'dataDir'>,
  log: Log,
  onSpeed?: (ratio: number) => void,
): Promise<{ readonly media: Media; readonly assertRuns: DependencyCheck['run'] }> {
  const [{ assertFfmpegRuns, locateFfmpeg }, { openMedia }] = await Promise.all([
    import('../../platform/media/locate-ffmpeg.ts'),
    import('../../platform/media/ffmpeg-media.ts'),
  ]);
  const located = await locateFfmpeg({
    ffmpegPath: config.ffmpegPath,
    ffprobePath: config.ffprobePath,
    searchPath: process.env['PATH'] ?? '',
    cacheFolder: join(config.dataDir, 'bin'),
  });
  log.info({ event: 'ffmpeg_found', version: located.version, source: located.source }, 'ffmpeg found');
  if (located.warning) log.warn({ event: 'ffmpeg_outdated', version: located.version }, located.warning);
  return { media: openMedia({ ...located, log, ...(onSpeed && { onSpeed }) }), assertRuns: () => assertFfmpegRuns(located.ffmpegPath) };
}

/** Runs the models of VOICES_DIR. */
export const openInstalledVoices = async () =>
  new (await import('../../platform/providers/installed/installed-voices.ts')).InstalledVoices();

/** How each provider of the catalogue is opened; an entry that is missing here does not compile. */
export function providerOpeners(drawing: Drawing, tools?: VendorTools): ProviderOpeners {
  const vendors = vendorOpeners(tools);
  return {
    SCRIPT: {
      ...vendors.SCRIPT,
      builtin: async () => new (await import('../../platform/providers/builtin/outline.script-provider.ts')).OutlineScriptProvider(),
    },
    SPEECH: {
      ...vendors.SPEECH,
      builtin: async () => new (await import('../../platform/providers/builtin/espeak.speech-provider.ts')).EspeakSpeechProvider(),
      installed: async () => {
        const [{ InstalledSpeechProvider }, voices] = await Promise.all([
          import('../../platform/providers/installed/installed.speech-provider.ts'),
          openInstalledVoices(),
        ]);
        return new InstalledSpeechProvider(voices);
      },
    },
    VISUAL: {
      ...vendors.VISUAL,
      builtin: async () => (await import('../../platform/providers/builtin/card.visual-provider.ts')).cardVisualProvider(drawing),
    },
    CLIP: vendors.CLIP,
    AVATAR: vendors.AVATAR,
    TRANSCRIPTION: vendors.TRANSCRIPTION,
    MUSIC: {
      builtin: async () => new (await import('../../platform/providers/builtin/bed.music-provider.ts')).BedMusicProvider(),
    },
  };
}
