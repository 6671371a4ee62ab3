import { notFound } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { ProjectChoices } from '../project/project-choices.ts';
import { assertFits } from '../project/project-lock.ts';
import { insertProject } from '../project/project-writes.ts';
import { projectContents } from '../project/project.read.ts';
import { assertAssets } from '../scenes/named-assets.ts';
import { scenesOfProject } from '../scenes/scene.read.ts';
import { documentOf } from '../versions/project-document.ts';
import { importTimeline } from './timeline.mutations.ts';
import type { Timeline } from './timeline.schema.ts';
import { assetsOfTimeline, readTimeline, timelineOf } from './timeline.ts';

export interface ImportTimeline {
  readonly workspaceId: string;
  readonly timeline: unknown;
  readonly idempotencyKey?: string | null | undefined;
}

/** A scene of a timeline as a new scene: its id becomes the name in later exports, and the scene gets a new id. */
const withTimelineId = ({ id: timelineId, ...scene }: Timeline['scenes'][number]) => ({ ...scene, timelineId });

const PATH = 'input.timeline';

/** Projects as one JSON document, to move them in and out. */
export class TimelineService {
  constructor(
    private readonly mutations: Mutations,
    private readonly choices: ProjectChoices,
  ) {}

  /**
   * Creates a project from a timeline and returns its id. @throws ReelwrightError BAD_USER_INPUT that names every fault by its path in the
   * timeline
   */
  async import(scope: Scope, input: ImportTimeline): Promise<string> {
    const { workspaceId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: importTimeline, workspaceId, input });
    const timeline = readTimeline(input.timeline, PATH);
    assertFits(timeline.scenes, `${PATH}.scenes`);
    return this.mutations.create(scope, call, async (em, id) => {
      const { project, tracks } = timeline;
      await this.choices.assert(em, { workspaceId, path: `${PATH}.project`, choices: project });
      await assertAssets(em, workspaceId, assetsOfTimeline(timeline, PATH));
      const scenes = timeline.scenes.map(withTimelineId);
      await insertProject(em, scope, { id, workspaceId, project, tracks, scenes });
      return { after: { name: project.name, scenes: scenes.length } };
    });
  }

  /** The current content of a project. Importing it makes a project with the same timeline. @throws ReelwrightError NOT_FOUND */
  async export(scope: Scope, projectId: string): Promise<Timeline> {
    const [project, scenes] = await Promise.all([projectContents.load(scope, projectId), scenesOfProject.rows(scope, projectId)]);
    if (!project) throw notFound('Project');
    return timelineOf(documentOf(project, scenes));
  }
}
