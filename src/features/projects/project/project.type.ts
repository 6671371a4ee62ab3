import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { AspectRatio } from '../../../platform/catalogue/shapes.ts';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { AspectRatioEnum } from '../../providers/catalogue.type.ts';
import type { ProjectFilter, ProjectOrderField } from './project.read.ts';
import { PROJECT_STATUSES } from './project.states.ts';
import type { ProjectStatus, Variables } from './project.states.ts';

const ProjectStatusEnum = enumType(PROJECT_STATUSES, 'ProjectStatus', 'Whether a project has a film.', {
  DRAFT: 'No film of the project has been completed.',
  RENDERED: 'A film of the project has been completed. The project may have been edited since.',
  RENDERING: 'A film of the project is being made.',
});

@ObjectType('Project', {
  implements: NodeType,
  description: 'The place where people work on a film: a brief, its scenes and the films made of them.',
})
export class ProjectType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the project, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What the film is about, at most 4,000 characters. Null when there is none.' })
  brief!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The words of the whole film, before they are divided into scenes; at most 20,000 characters. Null when there are none.',
  })
  script!: string | null;
  @Field(() => ProjectStatusEnum, { description: 'Whether the project has a film.' }) status!: ProjectStatus;
  @Field(() => Int, {
    description:
      'Goes up by one with every change of the fields of the project, not of its scenes. `updateProject` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => Int, {
    description: 'The number of the newest version that a render made, to read with `projectVersion`. 0 before the first render.',
  })
  latestVersion!: number;
  @Field(() => String, { description: 'The language of the film, a BCP 47 tag.' }) language!: string;
  @Field(() => AspectRatioEnum, { description: 'The aspect ratio of the film.' }) aspectRatio!: AspectRatio;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'Values of the variables of the template, as an object by name. Null when there are none.',
  })
  variables!: Variables | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'Options of the `generateVideo` that made the project, as an object by name, such as `voice` and `look`. Its films keep them, before those of presets, until the project gets another preset. Null when there are none.',
  })
  options!: GivenOptions | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the project was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time at which the project or one of its scenes was last changed.' }) updatedAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the project was deleted. Null unless it was; it can be restored for 30 days.',
  })
  deletedAt!: Date | null;
}

export const ProjectConnectionType = connectionType('Project', () => ProjectType);

@InputType('ProjectFilter', { description: 'Restricts a list of projects.' })
class ProjectFilterInput extends TimeRangeInput implements ProjectFilter {
  @OneOfField(ProjectStatusEnum, 'statuses') status?: ProjectStatus[] | null;
  @TextField('name') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @ReferenceField('that use the prompt template') templateId?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only deleted projects. False or omitted: only projects that are not deleted.',
  })
  deleted?: boolean | null;
}

export const ProjectListArgs = listArgs<ProjectFilterInput, ProjectOrderField>('Project', ProjectFilterInput, {
  CREATED_AT: 'The time at which the project was created.',
  UPDATED_AT: 'The time at which the project or one of its scenes was last changed.',
  NAME: 'The name of the project, without regard to upper and lower case.',
});
