import type { AssetService } from '../../features/assets/asset.service.ts';
import type { JobService } from '../../features/jobs/job/job.service.ts';
import { BucketConnectionService } from '../../features/publishing/channels/bucket-connection.service.ts';
import { ChannelAccess } from '../../features/publishing/channels/channel-access.ts';
import type { OnReconnectNeeded } from '../../features/publishing/channels/channel-access.ts';
import { ChannelService } from '../../features/publishing/channels/channel.service.ts';
import { YouTubeConnectionService } from '../../features/publishing/channels/youtube-connection.service.ts';
import { PublicationService } from '../../features/publishing/publications/publication.service.ts';
import type { PublishingSettings } from '../../features/publishing/publishing-settings.ts';
import { ApiQuotas } from '../../features/publishing/quotas/api-quotas.service.ts';
import { YouTubeCalls } from '../../features/publishing/targets/youtube/youtube-calls.ts';
import { YouTubeStatistics } from '../../features/publishing/targets/youtube/youtube-statistics.service.ts';
import type { Log } from '../../kernel/log.ts';
import { dailyRequestsOf } from '../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import { BucketClient } from '../../platform/bucket/bucket-client.ts';
import { GuardedHttp } from '../../platform/http/guarded-http.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { Encryption } from '../../platform/secrets/encryption.ts';
import { YouTubeApi } from '../../platform/youtube/youtube-api.ts';
import { YouTubeHttp } from '../../platform/youtube/youtube-http.ts';
import { YouTubeOAuth } from '../../platform/youtube/youtube-oauth.ts';
import { YouTubeUploads } from '../../platform/youtube/youtube-uploads.ts';

interface Ground {
  readonly publishing: PublishingSettings;
  readonly publicUrl: string;
  readonly providers: ProviderSettings;
  readonly jobs: JobService;
  readonly assets: AssetService;
  readonly mutations: Mutations;
  readonly encryption: Encryption;
  readonly onReconnectNeeded: OnReconnectNeeded;
  readonly log: Log;
}

/** Services of channels and publications. Without a Google project they serve buckets alone. */
export function openPublishing(ground: Ground) {
  const { publishing, publicUrl, providers, jobs, assets, mutations, encryption, onReconnectNeeded, log } = ground;
  const { youtube: settings, returnOrigins, allowCidrs } = publishing;
  const http = new YouTubeHttp();
  const apiSettings = { apiUrl: settings?.apiUrl ?? '' };
  const oauth = settings && new YouTubeOAuth(settings, log);
  const api = new YouTubeApi(apiSettings, http);
  const apiQuotas = new ApiQuotas(settings, dailyRequestsOf(providers));
  const channels = new ChannelService(encryption, oauth, mutations);
  const bucketClient = new BucketClient(new GuardedHttp({ allowCidrs }));
  const youtube = oauth && { oauth, api };
  const access = new ChannelAccess(encryption, oauth, onReconnectNeeded);
  const calls = new YouTubeCalls(access, apiQuotas);
  return {
    channels,
    apiQuotas,
    youtubeConnections: new YouTubeConnectionService(
      { youtube, quotas: apiQuotas, channels, encryption, returnOrigins, publicUrl },
      mutations,
    ),
    bucketConnections: new BucketConnectionService({ client: bucketClient, channels, encryption }, mutations),
    filmStatistics: new YouTubeStatistics({ calls, api, quotas: apiQuotas, isOn: oauth !== undefined }),
    publications: new PublicationService({ jobs, assets }, mutations),
    /** For the steps of workers. */
    publishTools: {
      ...{ api, bucketClient, uploads: new YouTubeUploads(apiSettings, http) },
      ...{ access, calls },
    },
  };
}
