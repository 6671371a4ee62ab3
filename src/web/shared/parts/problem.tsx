import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { errorText } from '../messages/error-text.ts';
import { useText } from '../messages/text.ts';
import { Icon } from './icon.tsx';

/** An error of the API, announced by screen readers. `children` is what a person can do about it. */
export function Problem({ error, children }: { readonly error: CombinedError | undefined; readonly children?: ReactNode }) {
  const say = useText();
  if (!error) return null;
  return (
    <div className="problem" role="alert">
      <Icon name="warning-circle" />
      <p>{errorText(say, error)}</p>
      {children}
    </div>
  );
}
