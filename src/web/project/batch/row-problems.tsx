import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import type { CheckRowsQuery } from './batch.generated.ts';

/** What the check of a table has found, by row and column. */
export function RowProblems({ result }: { readonly result: CheckRowsQuery['checkBatch'] }) {
  const say = useText();
  const { problems, problemCount, rows, rowsThatFit, credits, available } = result;
  return (
    <div className="batch-result" aria-live="polite">
      {problemCount === 0 && rowsThatFit >= rows && (
        <p className="good-note">
          <Icon name="check" size={18} /> {say('batch.good', { rows, credits })}
        </p>
      )}
      {rowsThatFit < rows && problemCount === 0 && (
        <p className="draft-problem">{say('batch.credits', { rows, rowsThatFit, credits, available })}</p>
      )}
      {problemCount > 0 && (
        <>
          <p className="draft-problem">{say('batch.problems', { count: problemCount, rows })}</p>
          <section className="batch-table" aria-label={say('batch.problemTable')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('batch.row')}</th>
                  <th scope="col">{say('batch.column')}</th>
                  <th scope="col">{say('batch.problem')}</th>
                </tr>
              </thead>
              <tbody>
                {problems.map(({ row, column, message }, index) => (
                  <tr key={`${row}-${column ?? ''}-${index}`}>
                    <td>{row}</td>
                    <td dir="auto">{column ?? say('batch.wholeRow')}</td>
                    <td dir="auto">{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {problemCount > problems.length && <p className="hint">{say('batch.moreProblems', { count: problemCount - problems.length })}</p>}
        </>
      )}
    </div>
  );
}
