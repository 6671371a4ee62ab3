import { join } from 'node:path';
import type { Config } from '../config.ts';
import { CheckError } from '../health/failure-reason.ts';
import { VOICES } from '../../platform/catalogue/voices.ts';
import { warning } from './finding.ts';
import type { Examination } from './finding.ts';

/** Encoders of the films, their renditions and their pictures. */
const ENCODERS = ['libx264', 'aac', 'libmp3lame', 'libopus', 'libvpx-vp9', 'png', 'mjpeg'] as const;
/** Filters without which some clips or films cannot be made. */
const FILTERS = ['xfade', 'zscale', 'loudnorm', 'overlay'] as const;

/** A text in each script that the bundled fonts draw. */
const SCRIPTS = {
  en: 'Reelwright',
  de: 'Größe',
  ru: 'Фильм',
  el: 'Ταινία',
  zh: '影片',
  ja: '映画',
  ko: '영화',
  ar: 'فيلم',
  he: 'סרט',
  hi: 'फिल्म',
  th: 'หนัง',
};

/** ffmpeg with its encoders, fonts and voices, which the workers of this machine need. */
export function mediaExaminations(config: Pick<Config, 'ffmpegPath' | 'ffprobePath' | 'dataDir' | 'voicesDir'>): Examination[] {
  const locate = async () => {
    const { locateFfmpeg } = await import('../../platform/media/locate-ffmpeg.ts');
    return locateFfmpeg({
      ffmpegPath: config.ffmpegPath,
      ffprobePath: config.ffprobePath,
      searchPath: process.env['PATH'] ?? '',
      cacheFolder: join(config.dataDir, 'bin'),
    });
  };
  return [
    {
      subject: 'ffmpeg',
      remedy: 'Install the ffmpeg of your distribution, or set FFMPEG_PATH and FFPROBE_PATH.',
      examine: async () => {
        const { version, source, warning: outdated } = await locate();
        return outdated === undefined ? `Version ${version} (${source}).` : warning(outdated);
      },
    },
    {
      subject: 'codecs',
      remedy: 'Install a build of ffmpeg with these encoders and filters, such as that of Debian.',
      examine: async () => {
        const { ffmpegPath } = await locate();
        const { lackedBy } = await import('../../platform/media/locate-ffmpeg.ts');
        const lacked = await lackedBy(ffmpegPath, { encoders: ENCODERS, filters: FILTERS });
        const detail =
          lacked.length === 0
            ? `${ENCODERS.length} encoders and ${FILTERS.length} filters are there.`
            : `ffmpeg lacks ${lacked.join(', ')}.`;
        if (lacked.some((name) => REQUIRED.has(name))) throw new CheckError(detail);
        return lacked.length === 0 ? detail : warning(detail);
      },
    },
    {
      subject: 'fonts',
      remedy: 'Run `npm ci` again: packages with fonts are missing or damaged.',
      examine: async () => {
        const [{ fontFamilies }, { missingGlyphs }] = await Promise.all([
          import('../../platform/media/drawing/fonts/fonts.ts'),
          import('../../platform/media/drawing/fonts/glyph-coverage.ts'),
        ]);
        for (const [language, text] of Object.entries(SCRIPTS)) {
          const missing = missingGlyphs(text, language);
          if (missing.length > 0) throw new CheckError(`No font draws ${missing.join(' ')}.`);
          fontFamilies(text, language, { typeface: 'sans', weight: 400 });
        }
        return `Fonts for ${Object.keys(SCRIPTS).length} languages can be loaded.`;
      },
    },
    {
      subject: 'voices',
      remedy: 'Run `npm run voices -- add NAME` again, or correct VOICES_DIR.',
      examine: async () => {
        const { BUILTIN_VOICES } = await import('../../platform/catalogue/voices/builtin.ts');
        await import('../../platform/providers/builtin/espeak.speech-provider.ts');
        VOICES.readFrom(config.voicesDir);
        const { unreadableVoices } = await import('../../platform/catalogue/voices/installed.ts');
        const unreadable = unreadableVoices(config.voicesDir);
        const detail = `${BUILTIN_VOICES.length} voices of the program and ${VOICES.installed.length} natural voices of ${config.voicesDir}.`;
        return unreadable.length === 0 ? detail : warning(`These folders of VOICES_DIR hold no usable voice: ${unreadable.join(', ')}.`);
      },
    },
  ];
}

/** What every film needs. */
const REQUIRED: ReadonlySet<string> = new Set(['libx264', 'aac', 'png', 'xfade', 'overlay']);
