import { useMutation } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
import { EndShareDocument, SwitchReviewDocument } from './film.generated.ts';
import type { Film } from './film-row.ts';

interface ShareLinksProps {
  readonly links: NonNullable<Film['video']>['shareLinks'];
  readonly refresh: () => void;
}

/** The links of a film that work: whether people may comment with each, and its end. */
export function ShareLinks({ links, refresh }: ShareLinksProps) {
  const say = useText();
  const [{ error: switchError, fetching }, switchReview] = useMutation(SwitchReviewDocument);
  const [{ error: endError }, end] = useMutation(EndShareDocument);
  return (
    <>
      <Problem error={switchError ?? endError} />
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
                  disabled={fetching}
                  onChange={() => void switchReview({ id, reviewEnabled: !reviewEnabled }).then(refresh)}
                />
                {say('share.reviewShort')}
              </label>
              <button type="button" className="danger small" onClick={() => void end({ id }).then(refresh)}>
                {say('share.end')}
              </button>
            </fieldset>
          ))}
        </section>
      )}
    </>
  );
}
