import { useText } from '../messages/text.ts';
import { openDialogs } from '../state/dialogs.ts';
import { useStore } from '../state/store.ts';
import { closeToast, toasts } from '../state/toasts.ts';
import type { ToastAction } from '../state/toasts.ts';
import { Icon } from './icon.tsx';

interface ToastsProps {
  /** Id of the dialog that this is a part of; undefined for the page. */
  readonly dialog?: string;
}

/** The messages, in the topmost dialog or in the page: what is behind a modal dialog is dimmed, and neither read out nor usable. */
export function Toasts({ dialog }: ToastsProps) {
  const isTop = useStore(openDialogs).at(-1) === dialog;
  const all = useStore(toasts);
  const shown = isTop ? all : [];
  return (
    <output className="toasts">
      {shown.map(({ id, text, action }) => (
        <p key={id}>
          <span>{text}</span>
          {action && <Choices id={id} action={action} />}
        </p>
      ))}
    </output>
  );
}

function Choices({ id, action: { label, run } }: { readonly id: number; readonly action: ToastAction }) {
  const say = useText();
  const act = (): void => {
    closeToast(id);
    run();
  };
  return (
    <>
      <button type="button" className="link" onClick={act}>
        {label}
      </button>
      <button type="button" className="quiet icon-button" aria-label={say('common.close')} onClick={() => closeToast(id)}>
        <Icon name="x" size={16} />
      </button>
    </>
  );
}
