import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import type { ReviewDecision } from './review.generated.ts';
import { useText } from '../shared/messages/text.ts';
import { Dialog } from '../shared/parts/dialog.tsx';
import { Icon } from '../shared/parts/icon.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { useAction } from '../shared/state/use-action.ts';
import { DecideReviewDocument } from './review.generated.ts';
import type { ReviewedAsset } from './use-review.ts';

interface Props {
  readonly asset: ReviewedAsset;
  readonly onDecided: () => void;
}

/** What was decided about the file, and the two decisions that a reviewer can make. */
export function Decision({ asset, onDecided }: Props) {
  const say = useText();
  const [deciding, setDeciding] = useState<ReviewDecision>();
  const { reviewStatus } = asset;
  return (
    <div className="review-decision card">
      <output className={reviewStatus ? `tag ${reviewStatus === 'APPROVED' ? 'good' : 'bad'}` : 'soft'}>
        {say(reviewStatus ? `review.${reviewStatus}` : 'review.undecided')}
      </output>
      <div className="review-decide">
        <button type="button" className="secondary" onClick={() => setDeciding('CHANGES_REQUESTED')}>
          <Icon name="pencil-simple" />
          {say('review.requestChanges')}
        </button>
        <button type="button" onClick={() => setDeciding('APPROVED')}>
          <Icon name="check" />
          {say('review.approve')}
        </button>
      </div>
      {deciding && (
        <DecisionDialog
          assetId={asset.id}
          decision={deciding}
          onClose={() => setDeciding(undefined)}
          onDecided={() => {
            setDeciding(undefined);
            onDecided();
          }}
        />
      )}
    </div>
  );
}

interface DialogProps {
  readonly assetId: string;
  readonly decision: ReviewDecision;
  readonly onClose: () => void;
  readonly onDecided: () => void;
}

function DecisionDialog({ assetId, decision, onClose, onDecided }: DialogProps) {
  const say = useText();
  const id = useId();
  const { error, isBusy, run } = useAction(DecideReviewDocument);
  const [text, setText] = useState('');
  const label = say(decision === 'APPROVED' ? 'review.approve' : 'review.requestChanges');
  function submit(event: FormEvent): void {
    event.preventDefault();
    void run(
      (idempotencyKey) => ({ input: { assetId, decision, text, idempotencyKey } }),
      ({ data }) => data && onDecided(),
    );
  }
  return (
    <Dialog title={label} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="field">
          <label htmlFor={id}>{say('review.words')}</label>
          <textarea id={id} rows={4} value={text} onChange={({ target }) => setText(target.value)} />
        </div>
        <Problem error={error} />
        <button type="submit" className="wide" disabled={isBusy}>
          {label}
        </button>
      </form>
    </Dialog>
  );
}
