import { useText } from '../messages/text.ts';

/** Shown while a page or its data is on the way; not before half a second, so that fast answers do not flicker. */
export function Waiting() {
  const say = useText();
  return (
    <output className="waiting">
      <span className="spinner" aria-hidden="true" />
      <span>{say('common.loading')}</span>
    </output>
  );
}
