import { Link } from 'wouter';
import { useSubscription } from 'urql';
import { useKeptQuery } from '../shared/api/use-kept-query.ts';
import { useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { useViewer } from '../shared/state/viewer.tsx';
import { CreditChangesDocument, CreditsDocument } from './account.generated.ts';

/** The credits that the workspace can spend, which change by themselves. */
export function CreditsLink() {
  const say = useText();
  const workspaceId = useViewer()?.workspace?.id ?? '';
  const pause = workspaceId === '';
  const { data, refresh } = useKeptQuery({ query: CreditsDocument, variables: { workspaceId }, pause });
  useSubscription({ query: CreditChangesDocument, variables: { workspaceId }, pause }, (_, event) => {
    // At READY too: what happened between the first read and the subscription.
    void refresh();
    return event;
  });
  const credits = data?.workspace?.credits.available;
  if (credits === undefined) return null;
  return (
    <Link href="/credits" className="credits">
      <Icon name="coins" />
      <span>{say('account.credits', { credits })}</span>
    </Link>
  );
}
