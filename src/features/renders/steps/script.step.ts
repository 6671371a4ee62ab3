import type { EntityManager } from '@mikro-orm/postgresql';
import { counted } from '../../../platform/text/counted.ts';
import { newId } from '../../../kernel/id.ts';
import type { ScriptProvider } from '../../../platform/providers/script.provider.ts';
import type { StepHandler, StepRun } from '../../jobs/steps/step-handler.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import type { FilmProjects } from '../../projects/versions/film-project.service.ts';
import { paragraphEnds } from '../project/paragraph-ends.ts';
import { projectMissing } from '../project/project-failures.ts';
import { callProvider } from './call-provider.ts';
import type { WritingTools } from './writing.step.ts';
import { sceneSteps } from '../video-plan.ts';
import { ENDS_MS } from '../request/video-estimate.ts';
import { formatCount } from './film-formats.ts';
import { videoInput } from '../request/video-request.ts';
import type { VideoInput } from '../request/video-request.ts';
import { filmOfDocument, freezeSpec, providersOf } from './frozen-spec.ts';
import type { WrittenFilm } from './frozen-spec.ts';

/**
 * Handler of SCRIPT: freezes the film spec and adds the steps of the scenes in one transaction. Scenes come from the project of the job, or
 * are written.
 */
export const scriptStep =
  ({ versions, filmProjects, ...tools }: WritingTools): StepHandler =>
  async (run) => {
    const input = videoInput.parse(run.job.input);
    const script = await tools.providers.get('SCRIPT', providersOf(input).script);
    const { projectId, projectVersion, workspaceId } = run.job;
    // The project was purged after this job had begun.
    if (projectVersion && !projectId) throw projectMissing();
    const written =
      projectId && projectVersion
        ? await run.scope.tx(async (em) => {
            const document = await versions.ofJob(em, { projectId, projectVersion });
            return filmOfDocument(em, script, { workspaceId, document });
          })
        : await writeScenes(run, script, input);
    const spec = freezeSpec(input, written);
    const fillsProject = projectId && !projectVersion ? projectId : undefined;
    return {
      message: [counted(spec.scenes.length, 'scene'), ...(written.leftOut ?? []).map((part) => `${part} left out`)].join('; '),
      spec: { value: spec, ...(input.title ? {} : { title: spec.title }) },
      addSteps: (waiting) => {
        const assemble = Array.from({ length: formatCount(spec) }, (_, format) => waiting.get('ASSEMBLE', format) ?? noEnd());
        return sceneSteps(spec, assemble, waiting.get('STREAM'));
      },
      ...(fillsProject !== undefined && {
        inTransaction: (em) => fillProject(em, filmProjects, run.job, { projectId: fillsProject, input, film: written }),
      }),
    };
  };

function noEnd(): never {
  throw new Error('no ASSEMBLE step waits for the scenes');
}

/** Gives the scenes to the project that was created with the film, and sets the version that the job's film is made from. */
async function fillProject(
  em: EntityManager,
  filmProjects: FilmProjects,
  job: StepRun['job'],
  { projectId, input, film }: { readonly projectId: string; readonly input: VideoInput; readonly film: WrittenFilm },
): Promise<void> {
  const { motion, transition } = input;
  const scenes = film.scenes.map(({ id, narration }) => ({ id, narration }));
  const titles = { provisional: job.title, written: film.title };
  const written = { projectId, titles, scenes, motion, transition, createdBy: job.createdBy ?? null };
  const projectVersion = await filmProjects.fill(em, written);
  if (projectVersion !== undefined) await em.nativeUpdate(JobEntity, { id: job.id }, { projectVersion });
}

async function writeScenes(run: StepRun, script: ScriptProvider, input: VideoInput): Promise<WrittenFilm> {
  const request = {
    prompt: input.prompt ?? undefined,
    script: input.script ?? undefined,
    title: input.title ?? undefined,
    language: input.language,
    // The words get the requested length without opening and ending.
    targetDurationMs: input.durationMs === null ? undefined : Math.max(1, input.durationMs - ENDS_MS),
  };
  const { title, scenes, leftOut = [] } = await callProvider(run, 'SCRIPT', script, (call) => script.write(request, call));
  const { motion } = input;
  // A project stores no headings. Headings are derived here by the rule of its later films, so that unchanged scenes are reused.
  const narrations = scenes.map(({ narration }) => narration);
  const headings = run.job.projectId ? script.headings(narrations, input.language) : scenes.map(({ heading }) => heading);
  // Nor does it keep paragraphs of a template's words, or of a prompt.
  const endsInProject = paragraphEnds(input.templateId === null ? input.script : null);
  return {
    title,
    leftOut,
    scenes: scenes.map(({ narration, endsParagraph = false }, position) => ({
      id: newId(),
      position,
      narration,
      heading: headings[position] ?? '',
      motion,
      endsParagraph: run.job.projectId ? endsInProject(narration) : endsParagraph,
    })),
  };
}
