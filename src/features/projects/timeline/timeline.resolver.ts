import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { ListedProject } from '../project/project.read.ts';
import type { ProjectService } from '../project/project.service.ts';
import { ProjectType } from '../project/project.type.ts';
import type { Timeline } from './timeline.schema.ts';
import type { ImportTimeline, TimelineService } from './timeline.service.ts';

@InputType({ description: 'A timeline, and the workspace in which it becomes a project.' })
class ImportTimelineInput implements ImportTimeline {
  @Field(() => ID, { description: 'The id of the workspace that the project belongs to.' }) workspaceId!: string;
  @Field(() => GraphQLJSON, {
    description: 'The timeline in the format of docs/timeline.schema.json. Assets that it names must be READY assets of the workspace.',
  })
  timeline!: unknown;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver(() => ProjectType)
export class TimelineResolver {
  readonly #projects: ProjectService;

  constructor(
    private readonly timelines: TimelineService,
    projects: ProjectService,
  ) {
    this.#projects = projects;
  }

  @Mutation(() => ProjectType, {
    description:
      'Creates a project from a timeline. When a key or id in it is unknown or wrong, nothing is created and the error names its path. Requires the role EDITOR.',
  })
  async importTimeline(
    @Ctx() { scope }: Context,
    @Arg('input', () => ImportTimelineInput) input: ImportTimelineInput,
  ): Promise<ListedProject> {
    return this.#projects.get(scope, await this.timelines.import(scope, input));
  }

  @FieldResolver(() => GraphQLJSON, {
    description: 'The whole project in the format of docs/timeline.schema.json, from which `importTimeline` creates an equal project.',
  })
  timeline(@Ctx() { scope }: Context, @Root() { id }: ListedProject): Promise<Timeline> {
    return this.timelines.export(scope, id);
  }
}
