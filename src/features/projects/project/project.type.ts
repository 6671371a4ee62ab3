import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { AspectRatioEnum } from '../../providers/catalogue.type.ts';
import type { ProjectFilter, ProjectOrderField } from './project.read.ts';
import { PROJECT_STATUSES } from './project.states.ts';
import type { ProjectStatus, Variables } from './project.states.ts';

const ProjectStatusEnum = enumType(PROJECT_STATUSES, 'ProjectStatus', 'Whether a project has a film, or one is being made.', {
  DRAFT: 'No film of the project is completed, and none is being made. `renderProject` makes the project RENDERING.',
  RENDERED:
    'A film of the project is completed, and none is being made. The project may have been edited since then; `renderProject` makes it RENDERING.',
  RENDERING: 'A film of the project is being made. The project becomes RENDERED, or DRAFT when its first film fails or is canceled.',
});

@ObjectType('Project', {
  implements: NodeType,
  description: 'A film that people work on: its brief, script, options and scenes, and the films that were made from them.',
})
export class ProjectType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the project, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What the film is about, at most 4,000 characters. Null when there is none.' })
  brief!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The words of the whole film, from which `generateScript` writes scenes, at most 20,000 characters. Null when there are none.',
  })
  script!: string | null;
  @Field(() => ProjectStatusEnum, { description: 'Whether the project has a film, or one is being made.' }) status!: ProjectStatus;
  @Field(() => Int, {
    description:
      'The number of the current version, which grows by one with every change of the project except its scenes. `updateProject` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => Int, {
    description: 'The number of the newest `ProjectVersion`, which `Query.projectVersion` reads. 0 before the first film.',
  })
  latestVersion!: number;
  @Field(() => String, { description: 'The language of the film, a BCP 47 tag.' }) language!: string;
  @Field(() => AspectRatioEnum, { description: 'The aspect ratio of the film.' }) aspectRatio!: AspectRatio;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The values of the variables of the prompt template, as an object by name. Null when there are none.',
  })
  variables!: Variables | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'The options of the `generateVideo` call that created the project, as an object by name, for example `look`. They precede those of presets until the project gets another preset. Null when there are none.',
  })
  options!: GivenOptions | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the project was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time at which the project or one of its scenes was last changed.' }) updatedAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the project was deleted; it can be restored for 30 days. Null unless it is deleted.',
  })
  deletedAt!: Date | null;
}

export const ProjectConnectionType = connectionType('Project', () => ProjectType);

@InputType('ProjectFilter', { description: 'Restricts a list of projects. A project must match all given fields.' })
class ProjectFilterInput extends TimeRangeInput implements ProjectFilter {
  @OneOfField(ProjectStatusEnum, 'statuses') status?: ProjectStatus[] | null;
  @TextField('name') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @ReferenceField('that use the prompt template') templateId?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to list only deleted projects. When false, omitted or null, only projects that are not deleted.',
  })
  deleted?: boolean | null;
}

export const ProjectListArgs = listArgs<ProjectFilterInput, ProjectOrderField>('Project', ProjectFilterInput, {
  CREATED_AT: 'The time at which the project was created.',
  UPDATED_AT: 'The time at which the project or one of its scenes was last changed.',
  NAME: 'The name of the project, without regard to upper and lower case.',
});
