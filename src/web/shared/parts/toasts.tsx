import { useStore } from '../state/store.ts';
import { toasts } from '../state/toasts.ts';

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <output className="toasts">
      {shown.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </output>
  );
}
