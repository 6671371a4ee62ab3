import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import type { Project } from '../page/use-project.ts';
import type { ProjectCheckQuery } from './render.generated.ts';

type Finding = ProjectCheckQuery['checkProject']['findings'][number];

interface FindingsProps {
  readonly findings: readonly Finding[];
  readonly project: Project;
  readonly onChoose: (sceneId: string) => void;
}

/** Findings that are shown at once; the rest is counted. */
const SHOWN = 5;

/** What the film would suffer from. A finding about a scene opens the scene. */
export function Findings({ findings, project, onChoose }: FindingsProps) {
  const say = useText();
  if (findings.length === 0) return null;
  const ids = project.scenes.map(({ id }) => id);
  const sorted = findings.toSorted((a, b) => Number(b.severity === 'ERROR') - Number(a.severity === 'ERROR'));
  return (
    <ul className="findings" aria-label={say('render.findings')}>
      {sorted.slice(0, SHOWN).map(({ type, severity, message, sceneId }, index) => (
        <li key={`${type}-${sceneId ?? ''}-${index}`} className={severity === 'ERROR' ? 'bad' : ''}>
          <Icon name="warning-circle" size={18} />
          <span>
            {sceneId !== null && ids.includes(sceneId) && (
              <button type="button" className="link" onClick={() => onChoose(sceneId)}>
                {say('scene.title', { number: ids.indexOf(sceneId) + 1 })}
              </button>
            )}{' '}
            <span dir="auto">{message}</span>
          </span>
        </li>
      ))}
      {sorted.length > SHOWN && <li>{say('render.moreFindings', { count: sorted.length - SHOWN })}</li>}
    </ul>
  );
}
