import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { SessionRow } from '../identity.entity.ts';
import { SessionType } from '../identity.type.ts';
import type { SessionService } from './session.service.ts';

@Resolver(() => SessionType)
export class SessionResolver {
  readonly #sessions: SessionService;

  constructor(sessions: SessionService) {
    this.#sessions = sessions;
  }

  @Query(() => [SessionType], { description: 'Your sessions that have not ended, newest first, at most 100.' })
  sessions(@Ctx() { scope }: Context): Promise<SessionRow[]> {
    return this.#sessions.list(scope);
  }

  @Mutation(() => Boolean, {
    description: 'Ends one of your sessions: its tokens stop working at once, and its WebSockets are closed. Returns true.',
  })
  async revokeSession(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the session.' }) id: string,
  ): Promise<boolean> {
    await this.#sessions.revoke(scope, id);
    return true;
  }

  @FieldResolver(() => Boolean, { description: 'Whether this is the session of the current request.' })
  current(@Ctx() { scope }: Context, @Root() { id }: SessionRow): boolean {
    return scope.actor.kind === 'user' && scope.actor.sessionId === id;
  }
}
