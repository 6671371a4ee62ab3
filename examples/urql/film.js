// Makes a film with urql and follows it: operations over HTTP, the subscription over graphql-ws.
import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';

const url = `${process.env.REELWRIGHT_URL ?? 'http://localhost:4000'}/graphql`;
const authorization = `Bearer ${process.env.REELWRIGHT_TOKEN}`;
const socket = createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization } });

const client = new Client({
  url,
  preferGetMethod: false,
  fetchOptions: { headers: { authorization } },
  exchanges: [
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});

/** The data of a result. Errors of the API have a code in `extensions`. */
function dataOf({ data, error }) {
  if (error) throw new Error(error.graphQLErrors[0]?.extensions.code ?? error.message, { cause: error });
  return data;
}

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

const { workspaces } = dataOf(await client.query(WORKSPACE, {}));
const input = { workspaceId: workspaces.nodes[0].id, script: process.argv[2] ?? 'The sky is blue.', resolution: 'P360' };
const { generateVideo } = dataOf(await client.mutation(MAKE, { input }));

await new Promise((resolve, reject) => {
  const { unsubscribe } = client.subscription(FOLLOW, { id: generateVideo.id }).subscribe((result) => {
    if (result.error) return reject(result.error);
    const { progress, job } = dataOf(result).jobProgress;
    console.log(job.video?.downloadUrl ?? `${job.status} ${Math.round(progress * 100)} %`);
    if (!['QUEUED', 'RUNNING'].includes(job.status)) {
      unsubscribe();
      resolve();
    }
  });
});
await socket.dispose();
