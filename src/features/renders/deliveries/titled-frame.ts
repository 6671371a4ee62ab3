import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTall } from '../../../platform/media/drawing.ts';
import { shownWordsOf } from '../captions/burned-in.ts';
import { columns } from '../film/captions.ts';
import { showsDrawing } from '../film/film-spec.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import { filmFrame } from '../pictures/film-frame.ts';
import type { FrameRequest } from '../pictures/film-frame.ts';
import { fetchTo, hardlyMore } from '../steps/step-results.ts';
import type { FilmTools, PartRun, Results } from '../steps/step-results.ts';
import type { FinishedFilm } from './rendition-files.ts';

/** Shares of the shorter side: the height of the characters of a title. */
const [LARGEST, LARGEST_ON_CARD, SMALLEST] = [0.11, 0.07, 0.045];
const LINES = 3;
/** Width of a column in shares of the height of the characters; generous, since lines are not broken everywhere. */
const COLUMN = 0.66;
const WIDTH = 0.86;

/** Shares of the height of the frame at which the title of a candidate ends, begins, or has its middle. Apps cover the ends of tall frames. */
const PLACES = [{ end: { wide: 0.92, tall: 0.8 } }, { begin: { wide: 0.12, tall: 0.16 } }, { middle: { wide: 0.5, tall: 0.5 } }] as const;
/** Cards leave room for captions there. */
const ON_CARD = { end: { wide: 0.95, tall: 0.7 } } as const;

interface TitledFrame extends Pick<FinishedFilm, 'spec' | 'timeline' | 'voices'> {
  readonly results: Results;
  readonly frame: number;
  /** Number of the candidate: the title of each is at another place. */
  readonly candidate: number;
  readonly threads: number;
}

/** A JPEG of a frame of the film without captions and with its title, in a folder of its own. Returns its path. */
export async function titledFrame(run: PartRun, tools: FilmTools, request: TitledFrame): Promise<string> {
  const { spec, timeline, voices, results, frame, candidate, threads } = request;
  const own = { ...run, report: hardlyMore(run.report), workDir: join(run.workDir, `candidate-${candidate}`) };
  await mkdir(own.workDir);
  const scene = timeline.scenes.findLastIndex(({ firstFrame }) => firstFrame <= frame);
  const pictureOf: FrameRequest['pictureOf'] = async (folder, view) => {
    const { picture, clipFrames } = results.at('VISUAL', view.scene);
    const path = await fetchTo(folder, tools, picture, 'picture');
    return clipFrames === undefined ? path : { path, available: clipFrames };
  };
  const above = await titleOver(own, tools, spec, { scene, candidate });
  return filmFrame(own, tools, { spec, timeline, voices, frame, pictureOf, isPreview: false, above, threads });
}

/** The title on a dark box; undefined for films without one, where the scene shows it, and where no font has its characters. */
async function titleOver(
  run: PartRun,
  tools: FilmTools,
  spec: FilmSpec,
  { scene, candidate }: { readonly scene: number; readonly candidate: number },
): Promise<FrameRequest['above']> {
  const { title, language, width: frameWidth, height: frameHeight } = spec;
  if (title.trim() === '' || (await shownWordsOf(tools, spec))(scene).includes(title)) return undefined;
  if ((await tools.drawing.missingGlyphs(title, language)).length > 0) return undefined;
  const isCard = spec.providers.visual === 'builtin' && showsDrawing(spec, spec.scenes[scene] ?? {});
  const size = titleSize(spec, isCard ? LARGEST_ON_CARD : LARGEST);
  const look = { size, color: '#ffffff', align: 'CENTER', ground: true, maxWidth: WIDTH } as const;
  const { png, width, height } = await tools.drawing.overlay({ text: title, language, ...look, frameWidth, frameHeight });
  const path = join(run.workDir, 'title.png');
  await writeFile(path, png, { signal: run.signal });
  const y = placeOf(isCard ? ON_CARD : (PLACES[candidate % PLACES.length] ?? ON_CARD), spec, height);
  const even = (place: number): number => 2 * Math.round(place / 2);
  return { path, x: even((frameWidth - width) / 2), y: even(Math.min(Math.max(0, y), Math.max(0, frameHeight - height))) };
}

/** As large as three lines may be. */
function titleSize({ title, width, height }: FilmSpec, largest: number): number {
  const line = (WIDTH * width) / Math.min(width, height);
  return Math.max(SMALLEST, Math.min(largest, (LINES * line) / (columns(title) * COLUMN)));
}

function placeOf(place: (typeof PLACES)[number] | typeof ON_CARD, { width, height: frame }: FilmSpec, height: number): number {
  const shape = isTall(width, frame) ? 'tall' : 'wide';
  if ('end' in place) return place.end[shape] * frame - height;
  return 'begin' in place ? place.begin[shape] * frame : place.middle[shape] * frame - height / 2;
}
