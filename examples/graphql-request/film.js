// Makes a film with graphql-request and waits for it.
import { setTimeout } from 'node:timers/promises';
import { ClientError, GraphQLClient, gql } from 'graphql-request';

const client = new GraphQLClient(`${process.env.REELWRIGHT_URL ?? 'http://localhost:4000'}/graphql`, {
  headers: { authorization: `Bearer ${process.env.REELWRIGHT_TOKEN}` },
});

/** Sends an operation, again after a pause when the API asks for one. */
async function ask(document, variables) {
  for (;;) {
    try {
      return await client.request(document, variables);
    } catch (error) {
      const { code, details, fields } = error instanceof ClientError ? (error.response.errors?.[0]?.extensions ?? {}) : {};
      if (code !== 'RATE_LIMITED') throw fields ? new Error(JSON.stringify(fields)) : error;
      await setTimeout(details.retryAfterSeconds * 1_000);
    }
  }
}

const { workspaces } = await ask(gql`
  {
    workspaces(first: 1) {
      nodes {
        id
      }
    }
  }
`);
const MAKE = gql`
  mutation Make($input: GenerateVideoInput!) {
    generateVideo(input: $input) {
      id
    }
  }
`;
const script = process.argv[2] ?? 'The sky is blue.';
const { generateVideo } = await ask(MAKE, { input: { workspaceId: workspaces.nodes[0].id, script, resolution: 'P360' } });

const READ = gql`
  query Read($id: ID!) {
    job(id: $id) {
      status
      failure {
        message
      }
      video {
        downloadUrl
      }
    }
  }
`;
for (;;) {
  const { job } = await ask(READ, { id: generateVideo.id });
  if (job.status === 'COMPLETED') {
    console.log(job.video.downloadUrl);
    break;
  }
  if (job.failure) throw new Error(job.failure.message);
  await setTimeout(1_000);
}
