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
    return { message: `${checks.length} checks passed`, checks: checks.map(complete) };
  };

const complete = ({ name, unit, expected, measured, ok, sceneId, atMs }: FilmCheck) => ({
  name,
  unit: unit ?? null,
  expected,
  measured,
  ok,
  sceneId: sceneId ?? null,
  atMs: atMs ?? null,
});

const notAsPlanned = (broken: readonly FilmCheck[]): Failure =>
  new Failure(
    'FILM_NOT_AS_PLANNED',
    `The finished film is not what was planned: ${broken.map(({ name, expected, measured }) => `${name} is ${measured} instead of ${expected}`).join('; ')}.`,
    {
      category: 'INTERNAL',
      retryable: false,
      hint: 'This is a fault of the studio, not of your input. Tell its operator the id of the job.',
    },
  );
