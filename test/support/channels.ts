import { gql, type Person } from './client.ts';
import type { Environment } from './program.ts';
import type { YouTubeStandIn } from './vendors/google/youtube.ts';
import type { GoogleAccount } from './vendors/google/youtube-state.ts';

const PAGE = 'http://studio.test';

/** With these variables an installation publishes to the stand-in. */
export const publishingTo = (google: YouTubeStandIn): Environment => ({
  ...{ YOUTUBE_CLIENT_ID: google.clientId, YOUTUBE_CLIENT_SECRET: google.clientSecret },
  ...{ YOUTUBE_ISSUER: google.url, YOUTUBE_API_URL: google.url, PUBLISH_RETURN_ORIGINS: PAGE },
});

/** Connects a channel as a browser does, by way of the consent screen and the callback. Returns its id. */
export async function connectChannel(person: Person, google: YouTubeStandIn, account: GoogleAccount): Promise<string> {
  const { connectYouTube } = await gql<{ connectYouTube: { url: string } }>(
    person,
    'mutation ($input: ConnectYouTubeInput!) { connectYouTube(input: $input) { url } }',
    { input: { workspaceId: person.workspaceId, redirectUri: `${PAGE}/channels` } },
  );
  const back = await fetch(google.consent(connectYouTube.url, account), { redirect: 'manual' });
  const returned = new URL(back.headers.get('location') ?? PAGE).searchParams;
  const { completeYouTube } = await gql<{ completeYouTube: { id: string } }>(
    person,
    'mutation ($input: CompleteYouTubeInput!) { completeYouTube(input: $input) { id } }',
    { input: { code: returned.get('code'), state: returned.get('state') } },
  );
  return completeYouTube.id;
}
