import { useState } from 'react';
import type { FormEvent } from 'react';
import { codeOf, detailsOf } from '../shared/api/errors.ts';
import { useText } from '../shared/messages/text.ts';
import { Empty } from '../shared/parts/empty.tsx';
import { Field } from '../shared/parts/field.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { takeFocus } from '../shared/parts/take-focus.ts';
import { useAction } from '../shared/state/use-action.ts';
import { useTitle } from '../shared/state/use-title.ts';
import { StartReviewDocument } from './review.generated.ts';

interface Props {
  readonly shareToken: string;
  readonly onStarted: (token: string) => void;
}

/** Asks for the name that others see, and for the password of the link if it has one. */
export function NamePrompt({ shareToken, onStarted }: Props) {
  const say = useText();
  const { error, isBusy, run } = useAction(StartReviewDocument);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const asksPassword = detailsOf(error)['reason'] === 'PASSWORD';
  const [needsPassword, setNeedsPassword] = useState(false);
  const [tried, setTried] = useState(false);
  useTitle(say('review.welcome'));

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(needsPassword);
    void run({ input: { shareToken, name, password: needsPassword ? password : null } }, ({ data, error: refused }) => {
      if (data) onStarted(data.startReview.token);
      else if (detailsOf(refused)['reason'] === 'PASSWORD') setNeedsPassword(true);
    });
  }
  if (codeOf(error) === 'NOT_FOUND')
    return (
      <Empty icon="link" title={say('review.ended')}>
        <p>{say('review.endedHint')}</p>
      </Empty>
    );
  return (
    <section className="review-name card">
      <h1>{say('review.welcome')}</h1>
      <p className="soft">{say('review.welcomeHint')}</p>
      <form onSubmit={submit}>
        <Field
          label={say('review.name')}
          hint={say('review.nameHint')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          maxLength={100}
          autoComplete="name"
          required
        />
        {needsPassword && (
          <Field
            ref={takeFocus}
            label={say('review.password')}
            type="password"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
            maxLength={128}
            autoComplete="off"
            required
          />
        )}
        {asksPassword ? tried && <p role="alert">{say('review.passwordWrong')}</p> : <Problem error={error} />}
        <button type="submit" className="wide" disabled={isBusy}>
          {say('review.begin')}
        </button>
      </form>
    </section>
  );
}
