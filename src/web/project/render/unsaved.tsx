import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { isStuck } from '../edit/drafts.ts';
import type { Project } from '../page/use-project.ts';

interface UnsavedProps {
  readonly project: Project;
  readonly onChoose: (sceneId: string) => void;
}

/** What could not be saved, so that the film would lack it. A scene opens with the field that says why. */
export function Unsaved({ project, onChoose }: UnsavedProps) {
  const say = useText();
  const scenes = [...project.scenes.entries()].filter(([, { id }]) => isStuck(id));
  const isProject = isStuck(project.id);
  if (scenes.length === 0 && !isProject) return null;
  return (
    <ul className="findings" aria-label={say('render.unsaved')}>
      {isProject && (
        <li className="bad">
          <Icon name="warning-circle" size={18} />
          <span>{say('render.unsavedProject')}</span>
        </li>
      )}
      {scenes.map(([index, { id }]) => (
        <li key={id} className="bad">
          <Icon name="warning-circle" size={18} />
          <span>
            <button type="button" className="link" onClick={() => onChoose(id)}>
              {say('scene.title', { number: index + 1 })}
            </button>{' '}
            {say('render.unsavedScene')}
          </span>
        </li>
      ))}
    </ul>
  );
}
