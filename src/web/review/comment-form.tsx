import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useText } from '../shared/messages/text.ts';
import { Problem } from '../shared/parts/problem.tsx';
import { takeFocus } from '../shared/parts/take-focus.ts';
import { clock } from '../shared/state/format.ts';
import { useAction } from '../shared/state/use-action.ts';
import { WriteCommentDocument } from './review.generated.ts';

/** Characters from which the form counts them, and the most that the API accepts. */
const COUNTED_LENGTH = 3_500;
const MAX_LENGTH = 4_000;

interface Props {
  readonly assetId: string;
  /** The moment that the player shows; undefined for a file without moments, and for replies. */
  readonly atMs?: number | undefined;
  readonly parentId?: string | undefined;
  readonly onWritten: () => void;
  /** Closes the form of a reply without writing it. */
  readonly onCancel?: () => void;
}

/** Writes a comment at the moment that the player showed when the writing began, or a reply. */
export function CommentForm({ assetId, atMs, parentId, onWritten, onCancel }: Props) {
  const say = useText();
  const id = useId();
  const { error, isBusy, run } = useAction(WriteCommentDocument);
  const [text, setText] = useState('');
  const [isPlaced, setIsPlaced] = useState(true);
  /** The moment at which the first letter was typed: a film that goes on playing does not move the comment. */
  const [begunAt, setBegunAt] = useState<number>();
  const moment = begunAt ?? atMs;
  const length = [...text].length;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === '') return;
    const input = { assetId, text, atMs: atMs !== undefined && isPlaced ? (moment ?? null) : null, parentId: parentId ?? null };
    void run(
      (idempotencyKey) => ({ input: { ...input, idempotencyKey } }),
      ({ data }) => {
        if (!data) return;
        setText('');
        setBegunAt(undefined);
        onWritten();
      },
    );
  }
  return (
    <form className="review-form" onSubmit={submit}>
      <label htmlFor={id}>{say(parentId === undefined ? 'review.write' : 'review.reply')}</label>
      <textarea
        id={id}
        ref={parentId === undefined ? undefined : takeFocus}
        rows={parentId === undefined ? 3 : 2}
        value={text}
        onChange={({ target }) => {
          if (text === '') setBegunAt(atMs);
          setText(target.value);
        }}
        required
      />
      {length > COUNTED_LENGTH && (
        <output className={length > MAX_LENGTH ? 'review-count over' : 'review-count'}>
          {say('review.count', { length, max: MAX_LENGTH })}
        </output>
      )}
      <Problem error={error} />
      <div className="review-form-foot">
        {atMs !== undefined && (
          <label className="review-at">
            <input type="checkbox" checked={isPlaced} onChange={({ target }) => setIsPlaced(target.checked)} />
            {say('review.at', { time: clock(moment ?? 0) })}
          </label>
        )}
        {onCancel && (
          <button type="button" className="quiet small" onClick={onCancel}>
            {say('common.cancel')}
          </button>
        )}
        <button type="submit" className="small" disabled={isBusy || text.trim() === '' || length > MAX_LENGTH}>
          {say('review.send')}
        </button>
      </div>
    </form>
  );
}
