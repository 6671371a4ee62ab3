import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';

@ObjectType('ProjectVersion', {
  description: 'The state of a project from which a film was made. A version never changes; `timeline` has its scenes and overlays.',
})
export class ProjectVersionType {
  @Field(() => Int, { description: 'The number of the version within its project, starting with 1 and without gaps.' }) number!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the version was stored.' }) createdAt!: Date;
}

@InputType({ description: 'The version whose content replaces that of a project.' })
export class RestoreProjectVersionInput {
  @Field(() => Int, { description: 'The number of a version of the project, from 1 to `Project.latestVersion`.' }) number!: number;
}
