import type { JobReads } from '../../features/jobs/job/job.read.ts';
import type { ProjectChoices } from '../../features/projects/project/project-choices.ts';
import { ProjectReads } from '../../features/projects/project/project.read.ts';
import { ProjectService } from '../../features/projects/project/project.service.ts';
import { SceneService } from '../../features/projects/scenes/scene.service.ts';
import { WrittenScenes } from '../../features/projects/scenes/written-scenes.service.ts';
import { TimelineService } from '../../features/projects/timeline/timeline.service.ts';
import { FilmProjects } from '../../features/projects/versions/film-project.service.ts';
import { VersionService } from '../../features/projects/versions/version.service.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { projectIncludes } from '../reads/project-includes.ts';

/** Services about projects. */
export function openStudio(mutations: Mutations, jobReads: JobReads, choices: ProjectChoices) {
  const projects = new ProjectService(mutations, new ProjectReads(projectIncludes(jobReads)), choices);
  const scenes = new SceneService(mutations, choices);
  const versions = new VersionService(mutations);
  const timelines = new TimelineService(mutations, choices);
  const writtenScenes = new WrittenScenes(choices);
  const filmProjects = new FilmProjects(versions);
  return { projects, scenes, versions, timelines, writtenScenes, filmProjects };
}
