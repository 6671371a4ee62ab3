// Makes a film with Apollo Client and follows it. Events of the subscription update the job in the cache.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';

const uri = `${process.env.REELWRIGHT_URL ?? 'http://localhost:4000'}/graphql`;
const authorization = `Bearer ${process.env.REELWRIGHT_TOKEN}`;
const socket = createClient({ url: uri.replace(/^http/, 'ws'), connectionParams: { authorization } });

const client = new ApolloClient({
  // Ids are globally unique, so the default keys of the cache fit.
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri, headers: { authorization } }),
  ),
});

const WORKSPACE = gql`
  query Workspace {
    workspaces(first: 1) {
      nodes {
        id
      }
    }
  }
`;
const MAKE = gql`
  mutation Make($input: GenerateVideoInput!) {
    generateVideo(input: $input) {
      id
      status
    }
  }
`;
const FOLLOW = gql`
  subscription Follow($id: ID!) {
    jobProgress(jobId: $id) {
      progress
      job {
        id
        status
        video {
          id
          downloadUrl
        }
      }
    }
  }
`;

const { data: found } = await client.query({ query: WORKSPACE });
const input = { workspaceId: found.workspaces.nodes[0].id, script: process.argv[2] ?? 'The sky is blue.', resolution: 'P360' };
const { data: made } = await client.mutate({ mutation: MAKE, variables: { input } });
const { id } = made.generateVideo;

await new Promise((resolve, reject) => {
  client.subscribe({ query: FOLLOW, variables: { id } }).subscribe({
    next: ({ data, error }) => (error ? reject(error) : console.log(`${Math.round(data.jobProgress.progress * 100)} %`)),
    error: reject,
    complete: resolve,
  });
});

const film = client.readFragment({
  id: `Job:${id}`,
  fragment: gql`
    fragment Film on Job {
      status
      video {
        downloadUrl
      }
    }
  `,
});
console.log(film.video.downloadUrl);
await socket.dispose();
client.stop();
