import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { SeriesRow } from './series.entity.ts';
import { CreateSeriesInput, UpdateSeriesInput } from './series.input.ts';
import type { SeriesFilter, SeriesOrderField } from './series.read.ts';
import type { SeriesService } from './series.service.ts';
import { SeriesConnectionType, SeriesListArgs, SeriesType } from './series.type.ts';

/** The operations on series, and `Workspace.series`. */
@Resolver(() => WorkspaceType)
export class SeriesResolver {
  readonly #series: SeriesService;

  constructor(series: SeriesService) {
    this.#series = series;
  }

  @Query(() => SeriesType, {
    nullable: true,
    description:
      'The series with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for a series of another workspace.',
  })
  series(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the series.' }) id: string): Promise<SeriesRow> {
    return this.#series.get(scope, id);
  }

  @FieldResolver(() => SeriesConnectionType, { name: 'series', description: 'The series of the workspace, newest first by default.' })
  async seriesOfWorkspace(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => SeriesListArgs) args: ListArgs<SeriesFilter, SeriesOrderField>,
  ): Promise<Connection<SeriesRow>> {
    return connectionOf(await this.#series.list(scope, id, args));
  }

  @Mutation(() => SeriesType, {
    description:
      'Creates a series, which makes a film at each of its times: of the newest unused entry of a feed, or of the next row of a file. A workspace has at most 50 series. Requires the role EDITOR.',
  })
  createSeries(@Ctx() { scope }: Context, @Arg('input', () => CreateSeriesInput) input: CreateSeriesInput): Promise<SeriesRow> {
    return this.#series.create(scope, input);
  }

  @Mutation(() => SeriesType, {
    description:
      'Changes a series, for the runs that start from now on. Entries and rows that are used stay used. Requires the role EDITOR.',
  })
  updateSeries(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the series.' }) id: string,
    @Arg('input', () => UpdateSeriesInput) input: UpdateSeriesInput,
  ): Promise<SeriesRow> {
    return this.#series.update(scope, id, input);
  }

  @Mutation(() => SeriesType, {
    description:
      'Pauses a series: no run starts at its times. Runs that have started continue. Changes nothing for a paused series. Requires the role EDITOR.',
  })
  pauseSeries(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the series.' }) id: string): Promise<SeriesRow> {
    return this.#series.pause(scope, id);
  }

  @Mutation(() => SeriesType, {
    description:
      'Continues a paused series from its next time on; times that passed meanwhile are not made up for. Changes nothing for an active series. Requires the role EDITOR.',
  })
  resumeSeries(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the series.' }) id: string): Promise<SeriesRow> {
    return this.#series.resume(scope, id);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a series with its runs; this cannot be undone. Its films stay, also those that are being made, which are not published. Requires the role EDITOR. Returns true.',
  })
  async deleteSeries(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the series.' }) id: string,
  ): Promise<boolean> {
    await this.#series.delete(scope, id);
    return true;
  }
}
