// Makes a film and follows it over one WebSocket, with graphql-ws in Node. A lost connection continues where it stopped.
import { createClient } from 'graphql-ws';

const url = process.env.REELWRIGHT_URL ?? 'http://localhost:4000';
const client = createClient({
  url: `${url.replace(/^http/, 'ws')}/graphql`,
  connectionParams: { authorization: `Bearer ${process.env.REELWRIGHT_TOKEN}` },
  retryAttempts: 10,
  shouldRetry: () => true,
});

/** The data of a query or mutation; the socket serves them too. */
async function ask(query, variables = {}) {
  for await (const { data, errors } of client.iterate({ query, variables })) {
    if (errors) throw new Error(errors[0].message);
    return data;
  }
}

const { workspaces } = await ask('{ workspaces(first: 1) { nodes { id } } }');
const input = { workspaceId: workspaces.nodes[0].id, script: process.argv[2] ?? 'The sky is blue.', resolution: 'P360' };
const { generateVideo } = await ask('mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }', { input });

const variables = { id: generateVideo.id };
const query = 'subscription ($id: ID!, $after: String) { jobProgress(jobId: $id, after: $after) { cursor status progress step } }';
for await (const { data, errors } of client.iterate({ query, variables })) {
  if (errors) throw new Error(errors[0].message);
  // The client sends its variables again when it reconnects: nothing is missed and nothing repeated.
  variables.after = data.jobProgress.cursor;
  const { status, progress, step } = data.jobProgress;
  console.log(`${status} ${Math.round(progress * 100)} % ${step ?? ''}`);
}
const { job } = await ask('query ($id: ID!) { job(id: $id) { video { downloadUrl } } }', { id: generateVideo.id });
console.log(job.video.downloadUrl);
await client.dispose();
