import type { CombinedError } from 'urql';
import { useText } from '../messages/text.ts';
import { Problem } from './problem.tsx';

interface ReadProblemProps {
  readonly error: CombinedError | undefined;
  /** Reads it again, without loading the page again. */
  readonly onRetry: () => unknown;
}

/** Why something could not be read, and the way to try again. */
export function ReadProblem({ error, onRetry }: ReadProblemProps) {
  const say = useText();
  return (
    <Problem error={error}>
      <button type="button" className="secondary small" onClick={() => void onRetry()}>
        {say('error.retry')}
      </button>
    </Problem>
  );
}
