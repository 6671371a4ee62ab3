import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType('ShowcaseConsent', { description: 'That a workspace lets the installation show one of its films or pictures to everybody.' })
export class ShowcaseConsentType {
  @Field(() => ID, { description: 'The id of the film or picture.' }) assetId!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which consent was given the last time.' }) givenAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which consent was withdrawn, from which on the file is hidden. Null while consent lasts.',
  })
  revokedAt!: Date | null;
}
