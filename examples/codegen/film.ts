// Typed operations by GraphQL Code Generator's client preset. Run `npx graphql-codegen --config codegen/codegen.ts` first.
import { setTimeout } from 'node:timers/promises';
import { graphql } from './generated/gql.ts';
import type { TypedDocumentString } from './generated/graphql.ts';

const url = `${process.env['REELWRIGHT_URL'] ?? 'http://localhost:4000'}/graphql`;

async function ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env['REELWRIGHT_TOKEN']}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}

const Workspace = graphql(`
  query Workspace {
    workspaces(first: 1) {
      nodes {
        id
      }
    }
  }
`);
const Make = graphql(`
  mutation Make($input: GenerateVideoInput!) {
    generateVideo(input: $input) {
      id
    }
  }
`);
const Read = graphql(`
  query Read($id: ID!) {
    job(id: $id) {
      status
      finishedAt
      failure {
        message
      }
      video {
        byteSize
        downloadUrl
      }
    }
  }
`);

const { workspaces } = await ask(Workspace, {});
const workspaceId = workspaces.nodes[0]?.id ?? '';
const input = { workspaceId, script: process.argv[2] ?? 'The sky is blue.', resolution: 'P360' as const };
const { generateVideo } = await ask(Make, { input });

for (;;) {
  const { job } = await ask(Read, { id: generateVideo.id });
  if (job?.failure) throw new Error(job.failure.message);
  if (job?.status === 'COMPLETED') {
    console.log(job.video?.byteSize, job.finishedAt);
    console.log(job.video?.downloadUrl);
    break;
  }
  await setTimeout(1_000);
}
