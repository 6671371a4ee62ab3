import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import type { Credits } from './billing.service.ts';
import { CreditsType } from './billing.type.ts';
import type { GrantCredits, GrantService } from './grants.service.ts';

@InputType({ description: 'A workspace, and the credits to give it.' })
class GrantCreditsInput implements GrantCredits {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => Int, { description: 'The number of credits, from 1 to 1,000,000.' }) credits!: number;
  @Field(() => String, { description: 'The reason for people, which the ledger shows; 1 to 200 characters.' }) reason!: string;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the unused credits expire. When omitted or null, they do not expire.',
  })
  expiresAt?: Date | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver()
export class GrantResolver {
  constructor(private readonly grants: GrantService) {}

  @Mutation(() => CreditsType, {
    description:
      'Gives credits to a workspace and returns its credits. They first settle what it owes. Only for administrators of the installation.',
  })
  grantCredits(@Ctx() { scope }: Context, @Arg('input', () => GrantCreditsInput) input: GrantCreditsInput): Promise<Credits> {
    return this.grants.grant(scope, input);
  }
}
