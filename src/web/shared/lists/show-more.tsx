import { useText } from '../messages/text.ts';
import { Problem } from '../parts/problem.tsx';
import type { ListState, RowList } from './row-list.ts';
import type { Row } from './splice.ts';

interface ShowMoreProps<R extends Row, Answer> {
  readonly state: ListState<R, Answer>;
  readonly list: RowList<R, Answer>;
}

/** The end of a list: the way to further rows, and why the last read failed. */
export function ShowMore<R extends Row, Answer>({ state: { hasMore, error }, list }: ShowMoreProps<R, Answer>) {
  const say = useText();
  return (
    <>
      <Problem error={error}>
        <button type="button" className="secondary small" onClick={() => list.refresh()}>
          {say('error.retry')}
        </button>
      </Problem>
      {hasMore && (
        <button type="button" className="secondary" onClick={() => list.showMore()}>
          {say('common.more')}
        </button>
      )}
    </>
  );
}
