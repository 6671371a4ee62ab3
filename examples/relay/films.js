// Lists films by the connections of Relay, and reads one again by its global id. Run `npx relay-compiler` in this folder first.
import runtime from 'relay-runtime';
import films from './__generated__/queriesFilmsQuery.graphql.js';
import refetch from './__generated__/queriesRefetchQuery.graphql.js';

const { Environment, Network, RecordSource, Store, fetchQuery } = runtime;
const url = `${process.env.REELWRIGHT_URL ?? 'http://localhost:4000'}/graphql`;

async function send({ text: query }, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.REELWRIGHT_TOKEN}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

const environment = new Environment({ network: Network.create(send), store: new Store(new RecordSource()) });

let after = null;
let newest;
do {
  const { workspaces } = await fetchQuery(environment, films, { first: 2, after }).toPromise();
  const { edges, pageInfo } = workspaces.nodes[0].jobs;
  for (const { node } of edges) console.log(node.id, node.status, node.title);
  newest ??= edges[0]?.node;
  after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
} while (after !== null);

if (newest) {
  const { node } = await fetchQuery(environment, refetch, { id: newest.id }).toPromise();
  console.log('again', node.id, node.title);
}
