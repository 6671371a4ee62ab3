import { availableParallelism } from 'node:os';
import { settleAll } from '../../../kernel/settle-all.ts';
import { markJpeg, markMp4 } from '../../../platform/provenance/source-type-mark.ts';
import type { SourceType } from '../../../platform/provenance/provenance.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import { filmFileName } from '../file-name.ts';
import { encodeInTurn, isLarge } from '../film/encoding-turn.ts';
import { isLoudEnough, isUnspoken } from '../film/sound/loudness-checks.ts';
import { planTimeline } from '../film/timeline.ts';
import { filmProvenance } from '../steps/film-provenance.ts';
import { fetchTo, hardlyMore, loadResults, specOf } from '../steps/step-results.ts';
import type { FilmTools, Results } from '../steps/step-results.ts';
import { assertAsPlanned, checkFile } from './check-rendition.ts';
import type { Making, Recipe } from './recipe.ts';
import { RECIPES } from './recipes.ts';
import { fileRenditions } from './rendition-files.ts';
import type { FinishedFilm, PlannedFile, RenditionResult } from './rendition-files.ts';
import { titledFrame } from './titled-frame.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import type { FilmSpec } from '../film/film-spec.ts';

/** Shares of the progress: making the files, and checking them. */
const MADE = 0.8;

/** Handler of RENDITION: makes the files of one rendition of the assembled film, and checks them. */
export const renditionStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const kind = fileRenditions(spec)[run.step.position];
    if (kind === undefined) throw new Error('the step names a rendition that the film does not have');
    const recipe = RECIPES[kind];
    const results = await loadResults(run);
    const film = finishedFilm(spec, results);
    const source = results.at('ASSEMBLE', 0).film;
    const { film: made } = await filmProvenance(run, spec, results);
    const mark = made.sourceType;
    const planned = recipe.files(film);
    const inputs = {
      ...{ kind: 'rendition', rendition: kind, revision: recipe.revision, film: source.hash },
      // Files that name each other contain the name of the film.
      ...(kind === 'STORYBOARD' && { title: spec.title }),
      ...(recipe.inputs && { of: recipe.inputs(film) }),
      ...(mark && { mark }),
    };
    const key = { workspaceId: run.job.workspaceId, inputs, signal: run.signal };
    const names = planned.map(({ ending }) => ending);
    const { artifacts, reused } = await tools.artifacts.getOrCreate<string, { checks: FilmCheck[] }>(run.scope, key, names, async () => {
      const path = await fetchTo(run, tools, source, 'film.mp4');
      const { workDir, signal } = run;
      return encodeInTurn(spec, { signal, report: hardlyMore(run.report) }, (turn) => {
        // A large film has as few threads as its clips had: its memory grows with them.
        const threads = isLarge(spec) ? turn : availableParallelism();
        const making: Making = {
          ...{ ...film, media: tools.media, film: path, fileName: filmFileName(spec.title), threads, workDir, signal },
          titledFrame: (frame, candidate) => titledFrame(run, tools, { ...film, results, frame, candidate, threads }),
          report: (fraction) => run.report(fraction * MADE),
        };
        return makeFiles(making, { recipe, planned, mark, report: run.report });
      });
    });
    const result: RenditionResult = {
      files: planned.map((file) => {
        const { hash, storageKey, byteSize, metadata } = artifacts[file.ending] ?? missing();
        return Object.assign({}, file, { hash, storageKey, byteSize, sha256: metadata.sha256 });
      }),
      checks: names.flatMap((name) => artifacts[name]?.metadata.checks ?? []),
    };
    return { result, reused, message: kind };
  };

/** The assembled film, by the results of its scenes. */
export function finishedFilm(spec: FilmSpec, results: Results): FinishedFilm {
  const voices = spec.scenes.map(({ position }) => results.at('VOICE', position).voice);
  const { audio } = results.at('ASSEMBLE', 0).film;
  const isSoft = isUnspoken(voices) && audio !== undefined && !isLoudEnough(audio.loudness.integrated);
  return { spec, timeline: planTimeline(spec, voices), voices, isSoft };
}

interface MakeFiles {
  readonly recipe: Recipe;
  readonly planned: readonly PlannedFile[];
  readonly mark: SourceType | null;
  readonly report: StepRun['report'];
}

/** Makes and checks the files. @throws Failure RENDITION_NOT_AS_PLANNED */
async function makeFiles(making: Making, { recipe, planned, mark, report }: MakeFiles) {
  const paths = planned.map(({ ending }) => `${making.workDir}/rendition-${ending}`);
  await recipe.make(making, (file) => paths[file] ?? missing());
  report(MADE);
  if (mark) await settleAll(planned.map((file, index) => markFile(file, paths[index] ?? missing(), mark)));
  const expected = recipe.expected(making);
  const files: Record<string, { path: string; contentType: string; metadata: { checks: FilmCheck[] } }> = {};
  for (const [index, file] of planned.entries()) {
    const path = paths[index] ?? missing();
    const media = expected[index];
    const checks = media ? await checkFile(making, { path, planned: file, expected: media }) : [];
    assertAsPlanned(checks);
    files[file.ending] = { path, contentType: file.contentType, metadata: { checks } };
    report(MADE + ((1 - MADE) * (index + 1)) / planned.length);
  }
  return files;
}

/** Says in a file that models made it, where its format has a place for that. */
async function markFile({ contentType }: PlannedFile, path: string, mark: SourceType): Promise<void> {
  if (contentType === 'video/mp4' || contentType === 'audio/mp4') await markMp4(path, mark);
  if (contentType === 'image/jpeg') await markJpeg(path, mark);
}

function missing(): never {
  throw new Error('every file of a rendition is planned');
}
