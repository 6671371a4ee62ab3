import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';

@ObjectType('ProjectVersion', {
  description: 'A state of a project that a render has made a film of. It never changes; its scenes and overlays are in `timeline`.',
})
export class ProjectVersionType {
  @Field(() => Int, { description: 'The number of the version within its project, from 1 without gaps.' }) number!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which a render made the version.' }) createdAt!: Date;
}

@InputType({ description: 'The version whose content a project gets.' })
export class RestoreProjectVersionInput {
  @Field(() => Int, { description: 'The number of a version of the project, from 1 to its `latestVersion`.' }) number!: number;
}
