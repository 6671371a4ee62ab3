import { useId } from 'react';
import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { useText } from '../messages/text.ts';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';
import { takeFocus } from './take-focus.ts';

interface QuestionProps {
  /** The question, which names what would be lost. */
  readonly title: string;
  /** What the button that does it says. */
  readonly action: string;
  readonly isBusy: boolean;
  readonly error?: CombinedError | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What is lost, and what stays. */
  readonly children: ReactNode;
}

/** Asks before something that cannot be undone. The focus begins at "Cancel", and Escape cancels. */
export function Question({ title, action, isBusy, error, onConfirm, onClose, children }: QuestionProps) {
  const say = useText();
  const id = useId();
  return (
    <Dialog title={title} describedBy={id} onClose={onClose}>
      <p id={id} className="soft">
        {children}
      </p>
      <Problem error={error} />
      <div className="dialog-foot">
        <button type="button" className="secondary" ref={takeFocus} onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button type="button" className="danger" disabled={isBusy} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
