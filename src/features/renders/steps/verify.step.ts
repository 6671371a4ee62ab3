import { availableParallelism } from 'node:os';
import { Failure } from '../../../kernel/failure.ts';
import type { StepWork } from '../../jobs/step.work.ts';
import type { FilmCheck } from '../film/film-check.ts';
import { planTimeline } from '../film/timeline.ts';
import { verifyFilm } from '../film/verify.ts';
import { fetchTo, loadResults, specOf } from '../film-work.ts';
import type { FilmTools } from '../film-work.ts';
import { filmCues } from '../scene-cues.ts';

/** Measures the finished film against its plan; a film that is not what was planned is never delivered. */
export const verifyStep =
  (tools: FilmTools): StepWork =>
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
    const broken = checks.filter(({ ok }) => !ok);
    if (broken.length > 0) throw notAsPlanned(broken);
    return { message: `${checks.length} checks passed`, checks };
  };

/** Checks that tell by themselves what is wrong; of several the first one counts. */
export function notAsPlanned(broken: readonly FilmCheck[]): Failure {
  const names = new Set(broken.map(({ name }) => name));
  if (names.has('black')) return blackFilm(broken);
  if (names.has('silence') || names.has('sound')) return silentFilm(broken);
  return names.has('duration') ? wrongLength(broken) : otherwiseWrong(broken);
}

const list = (broken: readonly FilmCheck[]): string =>
  broken.map(({ name, expected, measured }) => `${name} is ${measured} instead of ${expected}`).join('; ');

const HINT = 'This is a fault of the studio, not of your input. Tell its operator the id of the job.';

const blackFilm = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_BLACK', `The finished film is black where it should not be: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const silentFilm = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_SILENT', `The finished film is silent where somebody should speak: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const wrongLength = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_WRONG_LENGTH', `The finished film is shorter or longer than planned: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });

const otherwiseWrong = (broken: readonly FilmCheck[]): Failure =>
  new Failure('FILM_NOT_AS_PLANNED', `The finished film is not what was planned: ${list(broken)}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: HINT,
  });
