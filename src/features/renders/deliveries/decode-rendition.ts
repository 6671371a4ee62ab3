import { join } from 'node:path';
import type { FfmpegInput, Media, MediaCall } from '../../../platform/media/media.ts';
import { COMPARED_SOUND, MIN_BLACK_MS, readAudioDecoding, readPictureDecoding, runDecoding } from '../film/joined/decoding.ts';
import { soundOffsets, soundStarts } from '../film/sound/sound-offset.ts';
import type { FinishedFilm } from './rendition-files.ts';

interface DecodeRequest {
  readonly input: FfmpegInput;
  readonly kinds: readonly string[];
  readonly threads: number;
  readonly filmMs: number;
  /** Whether black is searched for in the picture. */
  readonly findsBlack?: boolean;
}

/**
 * Black and silence that encoding left. Both are stricter than in the check of the film: what is dark or quiet there may be a little darker
 * and quieter, but a picture or a sound that was lost is nothing at all.
 */
const BLACK = `blackdetect=d=${MIN_BLACK_MS / 1_000}:pix_th=0.01:pic_th=1`;
const SILENCE = 'silencedetect=noise=-80dB:d=1';

const SOUND_FILE = 'compared.raw';

/** Decodes everything, measures loudness and peak, finds silence, and writes the sound to be compared. */
export async function decode(media: Media, call: MediaCall, { input, kinds, threads, filmMs, findsBlack = false }: DecodeRequest) {
  const [hasPicture, hasSound] = [kinds.includes('video'), kinds.includes('audio')];
  const graph = [
    ...(hasPicture && findsBlack ? ['[0:v:0]split[shown][copy]', `[copy]scale=160:-2:flags=neighbor,${BLACK},nullsink`] : []),
    ...(hasSound ? ['[0:a:0]asplit[heard][copied]', `[heard]${SILENCE},ebur128=framelog=verbose:peak=true[sound]`] : []),
    ...(hasSound ? [`[copied]${COMPARED_SOUND}[compared]`] : []),
  ];
  const found = await runDecoding(
    media,
    {
      // Without the deblocking filter frames are decoded faster, and none is missing.
      inputs: [hasPicture ? { ...input, options: ['-skip_loop_filter', 'all', ...(input.options ?? [])] } : input],
      ...(graph.length > 0 && { filterGraph: graph.join(';') }),
      outputOptions: [
        ...(hasPicture ? ['-map', findsBlack ? '[shown]' : '0:v:0'] : []),
        ...(hasSound ? ['-map', '[sound]'] : []),
        ...['-fps_mode', 'passthrough', '-f', 'null'],
        ...(hasSound ? ['-', '-map', '[compared]', '-f', 's16le'] : []),
      ],
      output: hasSound ? join(call.workDir, SOUND_FILE) : '-',
      threads,
      timeoutMs: 600_000 + 4 * filmMs,
    },
    call,
  );
  return { ...readAudioDecoding(found, filmMs), ...readPictureDecoding(found, filmMs), decodedMs: decodedMs(found.log), log: found.log };
}

/** Milliseconds that were decoded, by ffmpeg's last line; undefined for pictures, whose frames are counted. */
function decodedMs(log: string): number | undefined {
  const [, hours, minutes, seconds] = [...log.matchAll(/time=(\d+):(\d+):(\d+\.\d+)/g)].at(-1) ?? [];
  return seconds === undefined ? undefined : (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
}

/**
 * Milliseconds by which the sound that was decoded last comes later than that of the film, for each scene. `pictureMs`: when its picture
 * starts on the clock of its file.
 */
export async function offsetsToFilm(
  media: Media,
  { workDir, signal }: MediaCall,
  { film, ...finished }: FinishedFilm & { readonly film: string },
  pictureMs = 0,
): Promise<(number | null)[]> {
  const planned = join(workDir, 'planned.raw');
  await media.run(
    {
      inputs: [{ path: film, format: 'mov' }],
      filterGraph: `[0:a:0]${COMPARED_SOUND}[compared]`,
      outputOptions: ['-map', '[compared]', '-f', 's16le'],
      output: planned,
      threads: 1,
      timeoutMs: 600_000,
    },
    { workDir, signal },
  );
  return soundOffsets(join(workDir, SOUND_FILE), await soundStarts(planned, finished), pictureMs);
}
