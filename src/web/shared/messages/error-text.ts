import type { CombinedError } from 'urql';
import { messageOf } from '../api/errors.ts';
import type { Text } from './text.ts';

/** What a person can read of an error: the words of the API, or that the server does not answer. */
export const errorText = (say: Text, error: CombinedError): string => messageOf(error) ?? say('error.noAnswer');
