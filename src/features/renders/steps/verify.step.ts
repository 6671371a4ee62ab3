import { availableParallelism } from 'node:os';
import { Failure } from '../../../kernel/failure.ts';
import { settleAll } from '../../../kernel/settle-all.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import { isTolerable } from '../film/checks/film-check.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import { filmFlashes } from '../film/checks/flashing-check.ts';
import { filmInFormat, formatCount, inFormat, sizeName } from './film-formats.ts';
import { targetCheck } from '../film/checks/target-check.ts';
import { decodeClip } from '../film/joined/decoded-clip.ts';
import type { DecodedClip } from '../film/joined/decoded-clip.ts';
import { planTimeline } from '../film/timeline.ts';
import type { Timeline } from '../film/timeline.ts';
import { verifyFilm } from '../film/verify.ts';
import { fetchTo, loadResults, wholeSpecOf } from './step-results.ts';
import { filmProvenance, sourceTypeCheck } from './film-provenance.ts';
import type { FilmTools, ResultOf } from './step-results.ts';
import { filmCues } from '../scene-cues.ts';
import { videoInput } from '../request/video-request.ts';

/** Handler of VERIFY: compares the finished film with its plan. A film that differs is not delivered. */
export const verifyStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const whole = wholeSpecOf(run);
    const spec = filmInFormat(whole, run.step.format);
    const results = await loadResults(run);
    const voices = spec.scenes.map(({ position }) => results.at('VOICE', position).voice);
    const timeline = planTimeline(spec, voices);
    const { film: assembled, chapters } = results.at('ASSEMBLE', 0);
    const film = await fetchTo(run, tools, assembled, 'film.mp4');
    const { workDir, signal } = run;
    const report = (fraction: number): void => run.report(CLIPS_DECODED + fraction * (1 - CLIPS_DECODED));
    const pieces = spec.scenes.flatMap(({ position }) => results.at('SEGMENT', position).pieces);
    const clips = await decodedClips(run, tools, timeline, pieces);
    const checks = await verifyFilm({
      media: tools.media,
      film,
      spec,
      timeline,
      voices,
      cues: filmCues(spec, timeline, voices),
      clips,
      audio: assembled.audio,
      fetchVoices: () =>
        settleAll(spec.scenes.map(({ position }) => fetchTo(run, tools, results.at('VOICE', position).clip, `${position}.wav`))),
      chapters,
      threads: availableParallelism(),
      workDir,
      signal,
      report,
    });
    const { film: made } = await filmProvenance(run, spec, results);
    checks.push(...(await sourceTypeCheck(film, made.sourceType)));
    const failed = checks.filter(({ ok }) => !ok);
    const broken = failed.filter((check) => !isTolerable(check, { voices }));
    if (broken.length > 0) throw filmFlashes(broken, spec) ?? notAsPlanned(broken, formatCount(whole) > 1 ? sizeName(spec) : undefined);
    const wish = targetCheck(videoInput.parse(run.job.input).durationMs, timeline.durationMs);
    const passed = `${checks.length - failed.length} checks passed`;
    const all = [...checks, ...wish];
    return {
      message: [passed, ...failed.map(({ name }) => `${name} is off`)].join('; '),
      result: { checks: all } satisfies ResultOf<'VERIFY'>,
      // The checks of several formats are put together by DELIVER: their steps end in any order.
      ...(formatCount(whole) === 1 && { checks: all }),
    };
  };

/** Share of the progress at which clips are decoded that were made before clips were. */
const CLIPS_DECODED = 0.5;

/** What was found in the clips where they were made; those that are older are decoded now. */
async function decodedClips(
  run: StepRun,
  tools: FilmTools,
  { pieces, fps }: Timeline,
  stored: ResultOf<'SEGMENT'>['pieces'],
): Promise<readonly DecodedClip[]> {
  const clips: DecodedClip[] = [];
  for (const [index, clip] of stored.entries()) {
    const durationMs = ((pieces[index]?.frames ?? 0) / fps) * 1_000;
    const decode = async (): Promise<DecodedClip> => {
      const path = await fetchTo(run, tools, clip, `${index}.mp4`);
      const onProgress = (fraction: number): void => run.report(((index + fraction) / stored.length) * CLIPS_DECODED);
      return decodeClip({ media: tools.media, ...run }, { path, durationMs, threads: availableParallelism(), onProgress });
    };
    clips.push(clip.decoded ?? (await decode()));
  }
  return clips;
}

/** The failure for failed checks. Some have a code of their own; the first one counts. `size`: which of several formats they are of. */
export function notAsPlanned(broken: readonly FilmCheck[], size?: string): Failure {
  const names = new Set(broken.map(({ name }) => name));
  const found = listOf(broken, size);
  if (names.has('black')) return blackFilm(found);
  if (names.has('silence') || names.has('sound')) return silentFilm(found);
  return names.has('duration') ? wrongLength(found) : otherwiseWrong(found);
}

const listOf = (broken: readonly FilmCheck[], size: string | undefined): string =>
  broken.map(({ name, expected, measured }) => `${inFormat(name, size)} is ${measured} instead of ${expected}`).join('; ');

const HINT = 'This is an error of the installation, not of your input. Report the job id to the operator.';

const blackFilm = (found: string): Failure =>
  new Failure('FILM_BLACK', `The finished film has unexpected black pictures: ${found}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const silentFilm = (found: string): Failure =>
  new Failure('FILM_SILENT', `The finished film is silent where it should have speech: ${found}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const wrongLength = (found: string): Failure =>
  new Failure('FILM_WRONG_LENGTH', `The finished film has an unexpected length: ${found}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const otherwiseWrong = (found: string): Failure =>
  new Failure('FILM_NOT_AS_PLANNED', `The finished film differs from its plan: ${found}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });
