import type { ReactNode } from 'react';
import { useText } from '../shared/messages/text.ts';

interface Column<Row> {
  readonly label: string;
  readonly renderCell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
}

interface Props<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What is shown instead of a table without rows. */
  readonly empty: string;
}

/** A table on wide screens; on narrow ones each row is a card, whose cells show their labels. */
export function Table<Row>({ caption, columns, rows, keyOf, empty }: Props<Row>) {
  return (
    <div className="admin-part card">
      <h2>{caption}</h2>
      {rows.length === 0 ? (
        <p className="soft">{empty}</p>
      ) : (
        <table className="admin-table">
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ label, isNumber }) => (
                <th key={label} scope="col" className={isNumber ? 'number' : ''}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ label, renderCell, isNumber }) => (
                  <td key={label} data-label={label} className={isNumber ? 'number' : ''}>
                    {renderCell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** Leads to the next page of a list, and back to the first. */
export function Pages({
  next,
  isFirst,
  onPage,
}: {
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly onPage: (after: string | null) => void;
}) {
  const say = useText();
  if (isFirst && next === null) return null;
  return (
    <div className="admin-pages">
      <button type="button" className="secondary small" disabled={isFirst} onClick={() => onPage(null)}>
        {say('admin.first')}
      </button>
      <button type="button" className="secondary small" disabled={next === null} onClick={() => onPage(next)}>
        {say('admin.next')}
      </button>
    </div>
  );
}
