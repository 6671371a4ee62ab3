/** An operation as a snippet sends it. */
export interface SnippetOperation {
  readonly url: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isSubscription: boolean;
}

/** The variable of the environment from which each snippet takes the access token or API key. The secret itself is never copied. */
export const TOKEN_VARIABLE = 'REELWRIGHT_TOKEN';

export interface Language {
  readonly name: string;
  /** The text of the operation in this language; undefined when the language cannot run it. */
  readonly write: (operation: SnippetOperation) => string | undefined;
}

export const LANGUAGES: readonly Language[] = [
  { name: 'curl', write: curl },
  { name: 'JavaScript', write: (operation) => (operation.isSubscription ? javascriptSocket(operation) : javascript(operation)) },
  { name: 'Python', write: (operation) => (operation.isSubscription ? pythonSocket(operation) : python(operation)) },
];

/** curl has no protocol for subscriptions. */
function curl({ url, query, variables, isSubscription }: SnippetOperation): string | undefined {
  if (isSubscription) return undefined;
  return [
    `curl --silent --show-error ${shellQuoted(url)}`,
    `--header "Authorization: Bearer $${TOKEN_VARIABLE}"`,
    `--header 'Content-Type: application/json'`,
    `--data ${shellQuoted(JSON.stringify({ query, variables }))}`,
  ].join(' \\\n  ');
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const javascript = ({ url, query, variables }: SnippetOperation): string => `const query = ${template(query)};
const variables = ${JSON.stringify(variables, null, 2)};

const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: \`Bearer \${process.env.${TOKEN_VARIABLE}}\` },
  body: JSON.stringify({ query, variables }),
});
const { data, errors } = await response.json();
if (errors) throw new Error(errors[0].message);
console.log(JSON.stringify(data, null, 2));
`;

const javascriptSocket = ({ url, query, variables }: SnippetOperation): string => `// npm install graphql-ws graphql
import { createClient } from 'graphql-ws';

const query = ${template(query)};
const variables = ${JSON.stringify(variables, null, 2)};

const client = createClient({
  url: ${JSON.stringify(socketUrl(url))},
  connectionParams: { authorization: \`Bearer \${process.env.${TOKEN_VARIABLE}}\` },
});
for await (const { data, errors } of client.iterate({ query, variables })) {
  if (errors) throw new Error(errors[0].message);
  console.log(JSON.stringify(data));
}
await client.dispose();
`;

const python = ({ url, query, variables }: SnippetOperation): string => `import json
import os
import urllib.request

query = ${pythonText(query)}
variables = ${pythonValue(variables)}

request = urllib.request.Request(
    ${pythonValue(url)},
    data=json.dumps({"query": query, "variables": variables}).encode(),
    headers={"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['${TOKEN_VARIABLE}']}"},
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
if "errors" in answer:
    raise SystemExit(answer["errors"][0]["message"])
print(json.dumps(answer["data"], indent=2))
`;

const pythonSocket = ({ url, query, variables }: SnippetOperation): string => `# pip install "gql[websockets]"
import json
import os

from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

query = ${pythonText(query)}
variables = ${pythonValue(variables)}

transport = WebsocketsTransport(
    url=${pythonValue(socketUrl(url))},
    init_payload={"authorization": f"Bearer {os.environ['${TOKEN_VARIABLE}']}"},
    subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
)
document = gql(query)
document.variable_values = variables
for data in Client(transport=transport).subscribe(document):
    print(json.dumps(data))
`;

const socketUrl = (url: string): string => url.replace(/^http/, 'ws');

const template = (text: string): string => `\`${text.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`)}\``;

const pythonText = (text: string): string => (/"""|\\|"$/.test(text) ? pythonValue(text) : `"""${text}"""`);

/** A value of JSON as a literal of Python. Texts have the escapes of JSON, which Python has too. */
function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${pythonValue(inner)}`)
    .join(', ')}}`;
}
