import { useQuery } from 'urql';
import { Link } from 'wouter';
import { useText } from '../shared/messages/text.ts';
import { IsAdministratorDocument } from './administrator.generated.ts';

/** Leads administrators of the installation to their page; nothing for everybody else. */
export function AdminLink() {
  const say = useText();
  const [{ data }] = useQuery({ query: IsAdministratorDocument, requestPolicy: 'cache-first' });
  return data?.systemStatus.dependencies ? <Link href="/admin">{say('nav.admin')}</Link> : null;
}
