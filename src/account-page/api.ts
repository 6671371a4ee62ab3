type Input = Readonly<Record<string, unknown>>;

/** A refusal in the API's words. */
export class Refusal extends Error {
  readonly code: string;

  constructor(message: string, code = '') {
    super(message);
    this.code = code;
  }
}

/** Runs one mutation with one input, in somebody's name when their access token is given. */
export async function mutate<T>(field: string, type: string, input: Input, selection = '', accessToken?: string): Promise<T> {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }) },
    body: JSON.stringify({ query: `mutation ($input: ${type}!) { answer: ${field}(input: $input) ${selection} }`, variables: { input } }),
    credentials: 'omit',
  }).catch(() => undefined);
  if (!response) throw new Refusal('The server does not answer. Try again in a moment.');
  const { data, errors } = (await response.json()) as {
    data?: { answer: T };
    errors?: readonly { message: string; extensions?: { code?: string } }[];
  };
  if (errors?.[0]) throw new Refusal(errors[0].message, errors[0].extensions?.code);
  if (!data) throw new Refusal('The server gave no answer.');
  return data.answer;
}

/** Whatever comes of it: the session was for one answer. */
export const signOut = (accessToken: string): Promise<void> =>
  fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ query: 'mutation { logout }' }),
    credentials: 'omit',
  }).then(
    () => undefined,
    () => undefined,
  );
