import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { decide } from './drafts.ts';
import type { DraftedField } from './use-draft.ts';

interface DraftNoteProps {
  readonly field: DraftedField;
  /** What a person reads in place of the value of a list of choices. */
  readonly nameOf?: (value: string) => string;
}

/** How far a field is saved. After a conflict both texts are shown, and the person decides. */
export function DraftNote({ field: { key, draft }, nameOf }: DraftNoteProps) {
  const say = useText();
  if (draft?.state === 'CONFLICT')
    return (
      <div className="draft-conflict" role="alert">
        <p>
          <Icon name="warning-circle" /> {say('draft.conflict')}
        </p>
        <blockquote dir="auto">
          {draft.theirs?.value === '' ? say('draft.empty') : (nameOf?.(draft.theirs?.value ?? '') ?? draft.theirs?.value)}
        </blockquote>
        <div className="draft-choices">
          <button type="button" className="small" onClick={() => decide(key, true)}>
            {say('draft.keepMine')}
          </button>
          <button type="button" className="secondary small" onClick={() => decide(key, false)}>
            {say('draft.takeTheirs')}
          </button>
        </div>
      </div>
    );
  if (draft?.state === 'REFUSED')
    return (
      <p className="draft-problem" role="alert">
        {draft.problem}
      </p>
    );
  return <output className="draft-note">{draft && say(`draft.${draft.state}`)}</output>;
}
