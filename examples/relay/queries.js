// Operations for relay-compiler. With Relay's Babel plugin they could be where they are used; this example has no bundler.
import { graphql } from 'relay-runtime';

export const operations = [
  () => graphql`
    query queriesFilmsQuery($first: Int!, $after: String) {
      workspaces(first: 1) {
        nodes {
          id
          jobs(first: $first, after: $after, filter: { type: VIDEO }) {
            edges {
              node {
                id
                title
                status
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  () => graphql`
    query queriesRefetchQuery($id: ID!) {
      node(id: $id) {
        id
        ... on Job {
          title
          status
        }
      }
    }
  `,
];
