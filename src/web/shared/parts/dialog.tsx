import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useText } from '../messages/text.ts';
import { openDialogs } from '../state/dialogs.ts';
import { Icon } from './icon.tsx';
import { Toasts } from './toasts.tsx';

export interface DialogProps {
  readonly title: string;
  /** Id of the text of a question, which a screen reader reads at once. */
  readonly describedBy?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog: the browser keeps the focus inside, closes it with Escape and gives the focus back. */
export function Dialog({ title, describedBy, onClose, children }: DialogProps) {
  const say = useText();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // The event of a dialog within this one comes here, too.
  const isOwn = ({ target, currentTarget }: SyntheticEvent): boolean => target === currentTarget;
  // Before the element leaves the document: a browser gives the focus back when a dialog is closed, not when it is removed.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    openDialogs.set([...openDialogs.get(), id]);
    return () => {
      openDialogs.set(openDialogs.get().filter((one) => one !== id));
      element?.close();
    };
  }, [id]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      role={describedBy === undefined ? undefined : 'alertdialog'}
      aria-labelledby={id}
      aria-describedby={describedBy}
      // Escape. The browser closes a dialog before it says so: a button that is pressed in between would open one that then closes.
      onCancel={(event) => {
        if (!isOwn(event)) return;
        event.preventDefault();
        onClose();
      }}
      // Some browsers close it in spite of that when Escape is pressed twice.
      onClose={(event) => isOwn(event) && onClose()}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet icon-button" aria-label={say('common.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      {children}
      <Toasts dialog={id} />
    </dialog>
  );
}
