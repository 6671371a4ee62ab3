import { SeriesRunFieldsResolver, SeriesRunsResolver } from '../../features/publishing/series/runs/series-run.resolver.ts';
import { SeriesFieldsResolver } from '../../features/publishing/series/series-fields.resolver.ts';
import { SeriesResolver } from '../../features/publishing/series/series.resolver.ts';
import { ChannelResolver, WorkspaceEventChannelResolver } from '../../features/publishing/channels/channel.resolver.ts';
import {
  JobPublicationResolver,
  PublicationFieldsResolver,
  PublicationResolver,
  WorkspaceEventPublicationResolver,
} from '../../features/publishing/publications/publication.resolver.ts';
import { ApiQuotasResolver } from '../../features/publishing/quotas/api-quotas.resolver.ts';
import type { Services } from '../services.ts';

/** Resolvers of channels and publications. */
export const publishingResolvers = (services: Services): readonly object[] => {
  const { channels, youtubeConnections, bucketConnections, publications, apiQuotas, assets, jobs } = services;
  return [
    new ChannelResolver(channels, youtubeConnections, bucketConnections),
    new PublicationResolver(publications),
    new PublicationFieldsResolver(channels, assets, jobs),
    new JobPublicationResolver(publications),
    new WorkspaceEventPublicationResolver(publications),
    new WorkspaceEventChannelResolver(channels),
    new ApiQuotasResolver(apiQuotas),
  ];
};

/** Resolvers of recurring production. */
export const seriesResolvers = ({ series, jobs, workspaces, templates, presets, assets }: Services): readonly object[] => [
  new SeriesResolver(series),
  new SeriesFieldsResolver({ workspaces, templates, presets, assets }),
  new SeriesRunsResolver(series),
  new SeriesRunFieldsResolver(jobs),
];
