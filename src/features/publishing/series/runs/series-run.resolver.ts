import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../../kernel/page.ts';
import { ofNodes } from '../../../../kernel/selection.ts';
import type { Context } from '../../../../platform/graphql/context.ts';
import { selectionOf } from '../../../../platform/graphql/selection.ts';
import { connectionOf } from '../../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../../platform/graphql/types/connection.ts';
import type { ListedJob } from '../../../jobs/job/job.read.ts';
import type { JobService } from '../../../jobs/job/job.service.ts';
import { JobObjectType } from '../../../jobs/job/job.type.ts';
import type { SeriesRow } from '../series.entity.ts';
import { RunSeriesNowArgs } from '../series.input.ts';
import type { ListedRun, SeriesRunFilter, SeriesRunOrderField } from '../series.read.ts';
import type { RunSeriesNow, SeriesService } from '../series.service.ts';
import { SeriesType } from '../series.type.ts';
import { SeriesItemType, SeriesRunConnectionType, SeriesRunListArgs, SeriesRunType } from './series-run.type.ts';

/** `Series.runs` and `runSeriesNow`. */
@Resolver(() => SeriesType)
export class SeriesRunsResolver {
  readonly #series: SeriesService;

  constructor(series: SeriesService) {
    this.#series = series;
  }

  @FieldResolver(() => SeriesRunConnectionType, {
    description: 'The runs of the series, newest first by default. Runs are kept as long as jobs.',
  })
  async runs(
    @Ctx() { scope }: Context,
    @Root() series: SeriesRow,
    @Info() info: GraphQLResolveInfo,
    @Args(() => SeriesRunListArgs) args: ListArgs<SeriesRunFilter, SeriesRunOrderField>,
  ): Promise<Connection<ListedRun>> {
    return connectionOf(await this.#series.runs(scope, series, args, ofNodes(selectionOf(info))));
  }

  @Mutation(() => SeriesRunType, {
    description:
      'Starts a run of a series now, also of a paused one. A worker chooses its entry or row within seconds and makes the film. Answers INVALID_STATE while another run of the series is PENDING. Requires the role EDITOR.',
  })
  runSeriesNow(@Ctx() { scope }: Context, @Args(() => RunSeriesNowArgs) one: RunSeriesNow): Promise<ListedRun> {
    return this.#series.runNow(scope, one);
  }
}

/** Fields of `SeriesRun` that are read from other features. */
@Resolver(() => SeriesRunType)
export class SeriesRunFieldsResolver {
  constructor(private readonly jobs: JobService) {}

  @FieldResolver(() => SeriesItemType, {
    nullable: true,
    description: 'The entry or the row that the run makes a film of. Null before it is chosen, and when there was none.',
  })
  item(@Root() { usedItem }: ListedRun): SeriesItemType | null {
    if (!usedItem) return null;
    const { title = null, link = null, publishedAt, row = null } = usedItem;
    return { title, link, row, publishedAt: publishedAt === undefined ? null : new Date(publishedAt) };
  }

  @FieldResolver(() => JobObjectType, {
    nullable: true,
    description: 'The job that makes the film. Null before it exists, when there is no film to make, and when the job was deleted.',
  })
  job(@Ctx() { scope }: Context, @Root() { jobId }: ListedRun): Promise<ListedJob | null> | null {
    return jobId ? this.jobs.load(scope, jobId) : null;
  }

  @FieldResolver(() => JobObjectType, {
    nullable: true,
    description:
      'The job that publishes the film. Null before the film is finished, when the series does not publish its films, and when the job was deleted.',
  })
  publishJob(@Ctx() { scope }: Context, @Root() { publishJobId }: ListedRun): Promise<ListedJob | null> | null {
    return publishJobId ? this.jobs.load(scope, publishJobId) : null;
  }
}
