import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { language, useText } from '../shared/messages/text.ts';
import { Icon } from '../shared/parts/icon.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { Question } from '../shared/parts/question.tsx';
import { takeFocus } from '../shared/parts/take-focus.ts';
import { useStore } from '../shared/state/store.ts';
import { clock } from '../shared/state/format.ts';
import { useAction } from '../shared/state/use-action.ts';
import { CommentForm } from './comment-form.tsx';
import { RemoveCommentDocument, ReopenCommentDocument, SettleCommentDocument } from './review.generated.ts';
import type { Comment } from './use-review.ts';

interface Props {
  readonly assetId: string;
  readonly comments: readonly Comment[];
  /** Whether the person resolves comments, and deletes those of others. */
  readonly canManage: boolean;
  readonly onSeek: (atMs: number) => void;
  readonly onChanged: () => Promise<void>;
}

/** The comments in the order of their moments, those without one first, each with its replies. */
export function CommentList({ comments, ...rest }: Props) {
  const say = useText();
  const threads = comments.filter(({ parentId }) => parentId == null).toSorted((a, b) => (a.atMs ?? -1) - (b.atMs ?? -1));
  const replies = Map.groupBy(comments, ({ parentId }) => parentId ?? '');
  if (threads.length === 0) return <p className="soft review-none">{say('review.none')}</p>;
  return (
    <ol className="review-list" aria-live="polite" aria-relevant="additions">
      {threads.map((comment) => (
        <Thread key={comment.id} comment={comment} replies={replies.get(comment.id) ?? []} {...rest} />
      ))}
    </ol>
  );
}

interface ThreadProps extends Omit<Props, 'comments'> {
  readonly comment: Comment;
  readonly replies: readonly Comment[];
}

function Thread({ comment, replies, assetId, canManage, onSeek, onChanged }: ThreadProps) {
  const say = useText();
  const [replying, setReplying] = useState(false);
  // The form takes the focus, and gives it back to the button that replaces it.
  const hasReplied = useRef(false);
  const close = (): void => {
    hasReplied.current = true;
    setReplying(false);
  };
  const { atMs, resolvedAt } = comment;
  return (
    <li className={resolvedAt ? 'review-thread resolved' : 'review-thread'}>
      <Entry comment={comment} canManage={canManage} onChanged={onChanged}>
        {atMs != null && (
          <button type="button" className="review-time" onClick={() => onSeek(atMs)} aria-label={say('review.seek', { time: clock(atMs) })}>
            {clock(atMs)}
          </button>
        )}
      </Entry>
      {replies.length > 0 && (
        <ol className="review-replies">
          {replies.map((reply) => (
            <li key={reply.id}>
              <Entry comment={reply} canManage={canManage} onChanged={onChanged} />
            </li>
          ))}
        </ol>
      )}
      {canManage && <Settle comment={comment} onChanged={onChanged} />}
      {replying ? (
        <CommentForm
          assetId={assetId}
          parentId={comment.id}
          onWritten={() => {
            close();
            void onChanged();
          }}
          onCancel={close}
        />
      ) : (
        <button
          type="button"
          className="link review-answer"
          ref={(button) => {
            if (hasReplied.current) takeFocus(button);
            hasReplied.current = false;
          }}
          onClick={() => setReplying(true)}
        >
          {say('review.reply')}
        </button>
      )}
    </li>
  );
}

function Settle({ comment: { id, resolvedAt }, onChanged }: { readonly comment: Comment; readonly onChanged: () => Promise<void> }) {
  const say = useText();
  const settle = useAction(SettleCommentDocument);
  const reopen = useAction(ReopenCommentDocument);
  const { isBusy, run } = resolvedAt ? reopen : settle;
  return (
    <>
      <Problem error={settle.error ?? reopen.error} />
      <button
        type="button"
        className="link review-answer"
        disabled={isBusy}
        onClick={() => void run({ id }, ({ data }) => data && onChanged())}
      >
        {say(resolvedAt ? 'review.reopen' : 'review.resolve')}
      </button>
    </>
  );
}

interface EntryProps {
  readonly comment: Comment;
  readonly canManage: boolean;
  readonly onChanged: () => Promise<void>;
  readonly children?: ReactNode;
}

function Entry({ comment, canManage, onChanged, children }: EntryProps) {
  const say = useText();
  const locale = useStore(language);
  const [isAsking, setAsking] = useState(false);
  const { id, text, authorName, createdAt, decision, resolvedAt, byReviewer, isOwn } = comment;
  const author = authorName ?? say('review.formerMember');
  const time = new Date(createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <article className="review-entry" aria-label={say('review.by', { author })}>
      <header>
        {children}
        <strong>{author}</strong>
        {/* Names of people without an account are not verified: nobody may pass for a member. */}
        {!byReviewer && <span className="tag">{say('review.member')}</span>}
        <time dateTime={createdAt}>{time}</time>
        {decision && <span className={decision === 'APPROVED' ? 'tag good' : 'tag bad'}>{say(`review.${decision}`)}</span>}
        {resolvedAt && (
          <span className="tag good">
            <Icon name="check" size={14} />
            {say('review.resolved')}
          </span>
        )}
        {(isOwn || canManage) && (
          <button
            type="button"
            className="quiet icon-button review-remove"
            aria-label={say(isOwn ? 'review.remove' : 'review.removeOther', { author })}
            onClick={() => setAsking(true)}
          >
            <Icon name="trash" size={16} />
          </button>
        )}
      </header>
      {/* Plain text: React escapes markup, and links stay words. */}
      {text && <p>{text}</p>}
      {isAsking && <RemoveQuestion id={id} author={author} onChanged={onChanged} onClose={() => setAsking(false)} />}
    </article>
  );
}

interface RemoveQuestionProps {
  readonly id: string;
  readonly author: string;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

function RemoveQuestion({ id, author, onChanged, onClose }: RemoveQuestionProps) {
  const say = useText();
  const { error, isBusy, run } = useAction(RemoveCommentDocument);
  return (
    <Question
      title={say('review.removeTitle', { author })}
      action={say('review.removeIt')}
      isBusy={isBusy}
      error={error}
      onConfirm={() => void run({ id }, ({ data }) => data && onChanged().finally(onClose))}
      onClose={onClose}
    >
      {say('review.removeHint')}
    </Question>
  );
}
