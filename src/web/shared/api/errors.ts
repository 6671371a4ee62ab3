import type { CombinedError } from 'urql';

interface ApiExtensions {
  readonly code?: string;
  readonly messageKey?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly details?: Readonly<Record<string, unknown>>;
}

const extensionsOf = (error: CombinedError | undefined): ApiExtensions => error?.graphQLErrors[0]?.extensions ?? {};

/** The stable code of an error of the API; undefined without a response. */
export const codeOf = (error: CombinedError | undefined): string | undefined => extensionsOf(error).code;

/** The values that belong to the code, such as `required` and `available` of INSUFFICIENT_CREDITS. */
export const detailsOf = (error: CombinedError | undefined): Readonly<Record<string, unknown>> => extensionsOf(error).details ?? {};

/** The message of the first invalid field, otherwise of the error. Undefined without a response of the API. */
export function messageOf(error: CombinedError): string | undefined {
  const { fields } = extensionsOf(error);
  return fields?.[0]?.message ?? error.graphQLErrors[0]?.message;
}

/** The key of the error in the catalogue of texts, with its values. Undefined without a response of the API. */
export const messageKeyOf = (error: CombinedError): Pick<ApiExtensions, 'messageKey' | 'params'> => extensionsOf(error);
