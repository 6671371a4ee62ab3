import { availableParallelism } from 'node:os';
import { Failure } from '../../../kernel/failure.ts';
import type { StepHandler } from '../../jobs/steps/step-handler.ts';
import { isTolerable } from '../film/film-check.ts';
import type { FilmCheck } from '../film/film-check.ts';
import { targetCheck } from '../film/target-check.ts';
import { planTimeline } from '../film/timeline.ts';
import { verifyFilm } from '../film/verify.ts';
import { fetchTo, loadResults, specOf } from './step-results.ts';
import { filmProvenance, sourceTypeCheck } from './film-provenance.ts';
import type { FilmTools } from './step-results.ts';
import { filmCues } from '../scene-cues.ts';
import { videoInput } from '../request/video-request.ts';

/** Handler of VERIFY: compares the finished film with its plan. A film that differs is not delivered. */
export const verifyStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const results = await loadResults(run);
    const voices = spec.scenes.map(({ position }) => results.at('VOICE', position).voice);
    const timeline = planTimeline(spec, voices);
    const film = await fetchTo(run, tools, results.at('ASSEMBLE', 0).film, 'film.mp4');
    const { workDir, signal, report } = run;
    const checks = await verifyFilm({
      media: tools.media,
      film,
      spec,
      timeline,
      voices,
      cues: filmCues(spec, timeline, voices),
      threads: availableParallelism(),
      workDir,
      signal,
      report,
    });
    const { film: made } = await filmProvenance(run, spec, results);
    checks.push(...(await sourceTypeCheck(film, made.sourceType)));
    const failed = checks.filter(({ ok }) => !ok);
    const broken = failed.filter((check) => !isTolerable(check));
    if (broken.length > 0) throw notAsPlanned(broken);
    const wish = targetCheck(videoInput.parse(run.job.input).durationMs, timeline.durationMs);
    const passed = `${checks.length - failed.length} checks passed`;
    return { message: [passed, ...failed.map(({ name }) => `${name} is off`)].join('; '), checks: [...checks, ...wish] };
  };

/** The failure for failed checks. Some have a code of their own; the first one counts. */
export function notAsPlanned(broken: readonly FilmCheck[]): Failure {
  const names = new Set(broken.map(({ name }) => name));
  if (names.has('black')) return blackFilm(broken);
  if (names.has('silence') || names.has('sound')) return silentFilm(broken);
  return names.has('duration') ? wrongLength(broken) : otherwiseWrong(broken);
}

const list = (broken: readonly FilmCheck[]): string =>
  broken.map(({ name, expected, measured }) => `${name} is ${measured} instead of ${expected}`).join('; ');

const HINT = 'This is an error of the installation, not of your input. Report the job id to the operator.';

const blackFilm = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_BLACK', `The finished film has unexpected black pictures: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const silentFilm = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_SILENT', `The finished film is silent where it should have speech: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const wrongLength = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_WRONG_LENGTH', `The finished film has an unexpected length: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const otherwiseWrong = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_NOT_AS_PLANNED', `The finished film differs from its plan: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });
