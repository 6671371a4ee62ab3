import { useState } from 'react';
import { language, useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
import { Question } from '../../shared/parts/question.tsx';
import { useStore } from '../../shared/state/store.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { EndShareDocument, SwitchReviewDocument } from './film.generated.ts';
import type { Film } from './film-row.ts';

interface ShareLinksProps {
  readonly links: NonNullable<Film['video']>['shareLinks'];
  readonly refresh: () => Promise<void>;
}

/** The links of a film that work: whether people may comment with each, and its end. */
export function ShareLinks({ links, refresh }: ShareLinksProps) {
  const say = useText();
  const review = useAction(SwitchReviewDocument);
  const locale = useStore(language);
  const [asked, setAsked] = useState<{ readonly id: string; readonly date: string }>();
  // To the second: people tell links apart by it.
  const dateOf = (time: string): string => new Date(time).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <>
      <Problem error={review.error} />
      {links.length > 0 && (
        <section className="share-links">
          <h3>{say('share.existing', { count: links.length })}</h3>
          {links.map(({ id, createdAt, expiresAt, hasPassword, reviewEnabled }) => (
            <fieldset key={id}>
              <legend className="visually-hidden">{say('share.made', { date: dateOf(createdAt) })}</legend>
              <span>
                <span aria-hidden="true">{say('share.made', { date: dateOf(createdAt) })}</span>
                {hasPassword && <small>{say('share.hasPassword')}</small>}
                {expiresAt !== null && <small>{say('share.until', { date: dateOf(expiresAt) })}</small>}
              </span>
              <label>
                <input
                  type="checkbox"
                  checked={reviewEnabled}
                  disabled={review.isBusy}
                  onChange={() => void review.run({ id, reviewEnabled: !reviewEnabled }, refresh)}
                />
                {say('share.reviewShort')}
              </label>
              <button type="button" className="danger small" onClick={() => setAsked({ id, date: dateOf(createdAt) })}>
                {say('share.end')}
              </button>
            </fieldset>
          ))}
        </section>
      )}
      {asked && (
        <EndQuestion key={asked.id} {...asked} refresh={refresh} onClose={() => setAsked((now) => (now === asked ? undefined : now))} />
      )}
    </>
  );
}

interface EndQuestionProps {
  readonly id: string;
  readonly date: string;
  readonly refresh: () => Promise<void>;
  readonly onClose: () => void;
}

function EndQuestion({ id, date, refresh, onClose }: EndQuestionProps) {
  const say = useText();
  const { error, isBusy, run } = useAction(EndShareDocument);
  return (
    <Question
      title={say('share.endTitle', { date })}
      action={say('share.end')}
      isBusy={isBusy}
      error={error}
      onConfirm={() => void run({ id }, ({ data }) => data && refresh().then(onClose))}
      onClose={onClose}
    >
      {say('share.endHint')}
    </Question>
  );
}
