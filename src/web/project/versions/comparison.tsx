import { useText } from '../../shared/messages/text.ts';
import type { ComparedScene } from './compare.ts';

/** The scenes of a version beside those of now. */
export function Comparison({ rows, number }: { readonly rows: readonly ComparedScene[]; readonly number: number }) {
  const say = useText();
  return (
    <table className="versions-table">
      <thead>
        <tr>
          <th scope="col">{say('versions.number', { number })}</th>
          <th scope="col">{say('versions.now')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, before, now, change }) => (
          <tr key={key} className={change.toLowerCase()}>
            <Side scene={before} />
            <Side scene={now} {...(change !== 'SAME' && { mark: say(`versions.${change}`) })} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({
  scene,
  mark,
}: {
  readonly scene: { readonly number: number; readonly narration: string } | undefined;
  readonly mark?: string;
}) {
  return (
    <td>
      {scene && <b>{scene.number}</b>} {mark !== undefined && <span className="tag">{mark}</span>}
      {scene && <p dir="auto">{scene.narration}</p>}
    </td>
  );
}
