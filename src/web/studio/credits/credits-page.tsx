import { useSubscription } from 'urql';
import { useSearch } from 'wouter';
import { useKeptQuery } from '../../shared/api/use-kept-query.ts';
import { language, useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { useInstallation } from '../../shared/state/installation.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useTitle } from '../../shared/state/use-title.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { CreditChangesDocument } from '../../shell/account.generated.ts';
import { CheckoutDocument, CreditsPageDocument } from './credits.generated.ts';
import type { CreateCheckoutInput, CreditsPageQuery } from './credits.generated.ts';

/** What the workspace can spend and has spent, and what can be bought where payment is configured. */
export function CreditsPage() {
  const say = useText();
  const viewer = useViewer();
  const billing = useInstallation()?.billing === true && viewer?.can('MANAGE_BILLING') === true;
  const workspaceId = viewer?.workspace?.id ?? '';
  const outcome = new URLSearchParams(useSearch()).get('checkout');
  const pause = workspaceId === '';
  const { data, error, refresh } = useKeptQuery({ query: CreditsPageDocument, variables: { workspaceId }, pause });
  useSubscription({ query: CreditChangesDocument, variables: { workspaceId }, pause }, (_, event) => {
    // At READY too: what happened between the first read and the subscription.
    void refresh();
    return event;
  });
  const checkout = useAction(CheckoutDocument);
  useTitle(say('credits.title'));

  const buy = (what: Pick<CreateCheckoutInput, 'creditPackId' | 'planId' | 'interval'>): void => {
    const back = (end: string): string => `${location.origin}/credits?checkout=${end}`;
    const input = { workspaceId, ...what, successUrl: back('paid'), cancelUrl: back('canceled') };
    void checkout.run(
      (idempotencyKey) => ({ input: { ...input, idempotencyKey } }),
      ({ data: opened }) => {
        if (!opened) return undefined;
        location.assign(opened.createCheckout.url);
        // Only a browser that goes back shows this page again as it was.
        return new Promise((resolve) => addEventListener('pageshow', resolve, { once: true }));
      },
    );
  };

  const workspace = data?.workspace;
  if (!workspace) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  const { available, reserved } = workspace.credits;
  return (
    <div className="credits-page">
      <h1>{say('credits.title')}</h1>
      {outcome === 'paid' && <output className="good-note">{say('credits.paid')}</output>}
      <section className="credits-now card">
        <Icon name="coins" size={40} />
        <p>
          <b>{available.toLocaleString(language.get())}</b> {say('credits.available', { count: available })}
        </p>
        <p className="soft">{say('credits.plan', { plan: workspace.limits.plan, reserved })}</p>
      </section>
      <Problem error={checkout.error} />
      {billing ? (
        <section aria-labelledby="buy">
          <h2 id="buy">{say('credits.buy')}</h2>
          <ul className="packs">
            {data.creditPacks.map(({ id, credits }) => (
              <li key={id} className="card">
                <b>{credits.toLocaleString(language.get())}</b>
                <span>{say('credits.available', { count: credits })}</span>
                <button type="button" disabled={checkout.isBusy} onClick={() => buy({ creditPackId: id })}>
                  {say('credits.buyPack')}
                </button>
              </li>
            ))}
            {data.plans.flatMap(({ name, monthlyCredits, forSale, prices }) =>
              forSale && name !== workspace.limits.plan
                ? prices.map(({ interval }) => (
                    <li key={`${name} ${interval}`} className="card">
                      <b>{name}</b>
                      <span>{say('credits.monthly', { count: monthlyCredits })}</span>
                      <button type="button" disabled={checkout.isBusy} onClick={() => buy({ planId: name, interval })}>
                        {say(`credits.plan.${interval}`)}
                      </button>
                    </li>
                  ))
                : [],
            )}
          </ul>
        </section>
      ) : (
        <p className="hint">{say('credits.ask')}</p>
      )}
      <CreditEntries entries={workspace.creditEntries.nodes} />
    </div>
  );
}

type Entries = NonNullable<CreditsPageQuery['workspace']>['creditEntries']['nodes'];

/** What was granted and spent, newest first. */
function CreditEntries({ entries }: { readonly entries: Entries }) {
  const say = useText();
  return (
    <section aria-labelledby="entries">
      <h2 id="entries">{say('credits.entries')}</h2>
      <ul className="entries card">
        {entries.map(({ id, amount, kind, reason, createdAt }) => (
          <li key={id}>
            <span>{reason ?? say(`credits.kind.${kind}`)}</span>
            <time dateTime={createdAt}>{new Date(createdAt).toLocaleDateString(language.get())}</time>
            <b>{amount.toLocaleString(language.get(), { signDisplay: 'exceptZero' })}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
