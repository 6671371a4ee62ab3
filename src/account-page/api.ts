import { DOCUMENTS } from './documents.ts';
import { say } from './language.ts';

type Input = Readonly<Record<string, unknown>>;

/** An error that the API returned. */
export class Refusal extends Error {
  readonly code: string;
  /** The first invalid field, as in `input.token`. */
  readonly field: string | undefined;

  constructor(message: string, code = '', field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** Runs one mutation with one input, as the person whose access token is given. */
export const mutate = <T>(name: keyof typeof DOCUMENTS, input: Input, accessToken?: string): Promise<T> =>
  post<T>(DOCUMENTS[name], { input }, accessToken);

export const requestEmailVerification = (accessToken: string): Promise<boolean> =>
  post(DOCUMENTS.requestEmailVerification, {}, accessToken);

/** Ends the session. A failure is ignored: the session was opened for one answer only and expires by itself. */
export const signOut = (accessToken: string): Promise<void> =>
  post(DOCUMENTS.logout, {}, accessToken).then(
    () => undefined,
    () => undefined,
  );

async function post<T>(query: string, variables: Input, accessToken?: string): Promise<T> {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }) },
    body: JSON.stringify({ query, variables }),
    credentials: 'omit',
  }).catch(() => undefined);
  if (!response) throw new Refusal(say('The server does not answer. Try again in a moment.'));
  const { data, errors } = (await response.json()) as {
    data?: { answer: T };
    errors?: readonly { message: string; extensions?: { code?: string; fields?: readonly { path: string }[] } }[];
  };
  if (errors?.[0]) throw new Refusal(errors[0].message, errors[0].extensions?.code, errors[0].extensions?.fields?.[0]?.path);
  if (!data) throw new Refusal(say('The server sent no response.'));
  return data.answer;
}
