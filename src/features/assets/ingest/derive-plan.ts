import { dirname, join } from 'node:path';
import type { FfmpegCommand } from '../../../platform/media/media.ts';
import type { AssetRow, DerivedName } from '../asset.entity.ts';
import {
  filmThumbnail,
  isWebReady,
  pictureThumbnail,
  planStoryboard,
  storyboardMap,
  storyboardStrip,
  waveform,
  webRendition,
} from './derive-commands.ts';
import type { CheckedMedia } from './derive-commands.ts';
import { inputOf } from './formats.ts';
import type { Probed } from './ingest-work.ts';

/** One thing to make: the commands that make it, or its text. */
interface Task {
  readonly name: DerivedName;
  /** Of the step's progress. */
  readonly weight: number;
  readonly make: (output: string, onProgress: (fraction: number) => void) => readonly FfmpegCommand[] | string;
}

interface Plan {
  readonly tasks: readonly Task[];
  /** What is known by it of the file. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

type Facts = Pick<AssetRow, 'kind' | 'width' | 'height' | 'durationMs' | 'codecs' | 'metadata'>;

/** What is made of a checked file, which lies at `path`. */
export function planOf(facts: Facts, { format, orientation = 1 }: Probed, path: string): Plan {
  const { kind, width, height, durationMs } = facts;
  if (kind === 'CAPTION' || kind === 'FONT' || kind === 'DOCUMENT') return { tasks: [], metadata: {} };
  const input = inputOf(format, path);
  if (kind === 'IMAGE') {
    return {
      tasks: [{ name: 'thumbnail.jpg', weight: 1, make: (output) => [pictureThumbnail(input, orientation, output)] }],
      metadata: {},
    };
  }
  const checked: CheckedMedia = { input, width: width ?? 0, height: height ?? 0, durationMs: durationMs ?? 0 };
  return kind === 'AUDIO' ? soundPlan(checked) : filmPlan(checked, isWebReady(format, facts));
}

const soundPlan = (sound: CheckedMedia): Plan => ({
  tasks: [
    {
      name: 'waveform.png',
      weight: 1,
      make: (output, onProgress) => waveform(sound, { sound: beside(output, 'sound.wav'), output, onProgress }),
    },
  ],
  metadata: {},
});

function filmPlan(film: CheckedMedia, isReady: boolean): Plan {
  const board = planStoryboard(film);
  return {
    tasks: [
      { name: 'thumbnail.jpg', weight: 1, make: (output) => [filmThumbnail(film, output)] },
      {
        name: 'storyboard.jpg',
        weight: 3,
        make: (output, onProgress) => storyboardStrip(film, board, { tiles: beside(output, 'tiles.mjpeg'), output, onProgress }),
      },
      { name: 'storyboard.vtt', weight: 0, make: () => storyboardMap(film, board) },
      {
        name: 'preview.mp4',
        weight: isReady ? 1 : 16,
        make: (output, onProgress) => [webRendition(film, isReady, output, onProgress)],
      },
    ],
    metadata: { storyboard: board },
  };
}

const beside = (output: string, name: string): string => join(dirname(output), name);
