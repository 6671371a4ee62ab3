import { dirname, join } from 'node:path';
import type { FfmpegCommand } from '../../../../platform/media/media.ts';
import type { AssetRow, DerivedName } from '../../asset.entity.ts';
import {
  filmThumbnail,
  isWebReady,
  pictureThumbnail,
  planStoryboard,
  storyboardMap,
  storyboardStrip,
  thumbnailTime,
  waveform,
  webRendition,
} from './derive-commands.ts';
import type { CheckedMedia, Storyboard } from './derive-commands.ts';
import { inputOf } from '../formats.ts';
import type { Probed } from '../ingest-tools.ts';
import { openPicture } from '../pictures/open-picture.ts';

/** One derived file: the commands that make it, or its text. */
export interface Task {
  readonly name: DerivedName;
  /** Another derived file without which this one is useless. */
  readonly needs?: DerivedName;
  /** Share of the step's progress. */
  readonly weight: number;
  readonly make: (output: string, onProgress: (fraction: number) => void) => readonly FfmpegCommand[] | string;
  /** Commands to try when the first ones make nothing: not every container can be sought in. */
  readonly otherwise?: (output: string) => readonly FfmpegCommand[];
}

interface Plan {
  readonly tasks: readonly Task[];
  /** The layout of the storyboard, which is known when its commands are planned. */
  readonly storyboard?: Storyboard;
}

type PlannedMedia = Pick<AssetRow, 'kind' | 'width' | 'height' | 'durationMs' | 'codecs' | 'metadata'>;

/** Plans the derived files of a checked file at `path`. */
export async function planOf(info: PlannedMedia, { format, orientation = 1 }: Probed, path: string): Promise<Plan> {
  const { kind, width, height, durationMs } = info;
  if (kind === 'CAPTION' || kind === 'FONT' || kind === 'DOCUMENT') return { tasks: [] };
  if (kind === 'IMAGE') {
    const picture = await openPicture(format, path, dirname(path));
    return {
      tasks: [
        {
          name: 'thumbnail.jpg',
          weight: 1,
          make: (output) => [pictureThumbnail(picture, { width: width ?? 1, height: height ?? 1, orientation }, output)],
        },
      ],
    };
  }
  const checked: CheckedMedia = { input: inputOf(format, path), width: width ?? 0, height: height ?? 0, durationMs: durationMs ?? 0 };
  return kind === 'AUDIO' ? soundPlan(checked) : filmPlan(checked, isWebReady(format, info));
}

const soundPlan = (sound: CheckedMedia): Plan => ({
  tasks: [
    {
      name: 'waveform.png',
      weight: 1,
      make: (output, onProgress) => waveform(sound, { sound: beside(output, 'sound.wav'), output, onProgress }),
    },
  ],
});

function filmPlan(film: CheckedMedia, isReady: boolean): Plan {
  const board = planStoryboard(film);
  return {
    tasks: [
      {
        name: 'thumbnail.jpg',
        weight: 1,
        make: (output) => [filmThumbnail(film, thumbnailTime(film.durationMs), output)],
        otherwise: (output) => [filmThumbnail(film, 0, output)],
      },
      {
        name: 'storyboard.jpg',
        weight: 3,
        make: (output, onProgress) => storyboardStrip(film, board, { tiles: beside(output, 'tiles.mjpeg'), output, onProgress }),
      },
      { name: 'storyboard.vtt', needs: 'storyboard.jpg', weight: 0, make: () => storyboardMap(film, board) },
      {
        name: 'preview.mp4',
        weight: isReady ? 1 : 16,
        make: (output, onProgress) => [webRendition(film, isReady, output, onProgress)],
      },
    ],
    storyboard: board,
  };
}

const beside = (output: string, name: string): string => join(dirname(output), name);
