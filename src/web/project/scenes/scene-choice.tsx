import { useId } from 'react';
import { useText } from '../../shared/messages/text.ts';
import type { MessageKey } from '../../shared/messages/keys.ts';
import { DraftNote } from '../edit/draft-note.tsx';
import type { DraftedField } from '../edit/use-draft.ts';

interface SceneChoiceProps {
  readonly field: DraftedField;
  readonly label: string;
  readonly values: readonly string[];
  readonly textKey: 'motion' | 'transition' | 'fit';
  readonly canEdit: boolean;
}

/** One of a few values, saved at once. */
export function SceneChoice({ field, label, values, textKey, canEdit }: SceneChoiceProps) {
  const say = useText();
  const id = useId();
  const nameOf = (value: string): string => (values.includes(value) ? say(`${textKey}.${value}` as MessageKey) : value);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={field.text} disabled={!canEdit} onChange={({ target }) => field.choose(target.value)} onBlur={field.leave}>
        {values.map((value) => (
          <option key={value} value={value}>
            {nameOf(value)}
          </option>
        ))}
      </select>
      <DraftNote field={field} nameOf={nameOf} />
    </div>
  );
}
