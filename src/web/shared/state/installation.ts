import { useQuery } from 'urql';
import { InstallationDocument } from '../api/session.generated.ts';
import type { InstallationQuery } from '../api/session.generated.ts';

export type Installation = InstallationQuery['capabilities'];

/** What this installation has configured. Undefined until the first answer. */
export function useInstallation(): Installation | undefined {
  const [{ data }] = useQuery({ query: InstallationDocument, requestPolicy: 'cache-first' });
  return data?.capabilities;
}
