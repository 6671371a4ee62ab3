import { useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
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
  const end = useAction(EndShareDocument);
  return (
    <>
      <Problem error={review.error ?? end.error} />
      {links.length > 0 && (
        <section className="share-links">
          <h3>{say('share.existing', { count: links.length })}</h3>
          {links.map(({ id, reviewEnabled }, index) => (
            <fieldset key={id}>
              <legend className="visually-hidden">{say('share.number', { number: index + 1 })}</legend>
              <span aria-hidden="true">{say('share.number', { number: index + 1 })}</span>
              <label>
                <input
                  type="checkbox"
                  checked={reviewEnabled}
                  disabled={review.isBusy}
                  onChange={() => void review.run({ id, reviewEnabled: !reviewEnabled }, refresh)}
                />
                {say('share.reviewShort')}
              </label>
              <button type="button" className="danger small" disabled={end.isBusy} onClick={() => void end.run({ id }, refresh)}>
                {say('share.end')}
              </button>
            </fieldset>
          ))}
        </section>
      )}
    </>
  );
}
