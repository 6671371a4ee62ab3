import type { KeyboardEvent } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { isUnsaved, newestOf } from '../edit/drafts.ts';
import { useDraftOf, useStuck } from '../edit/use-draft.ts';
import type { Project, Scene } from '../page/use-project.ts';
import { ScenePicture } from '../pictures/scene-picture.tsx';

interface StripSceneProps {
  readonly project: Project;
  readonly scene: Scene;
  readonly number: number;
  readonly isChosen: boolean;
  readonly isDragged: boolean;
  readonly canEdit: boolean;
  readonly onChoose: (id: string) => void;
  readonly onDrag: (id: string | undefined) => void;
  readonly onDrop: () => void;
  readonly onKey: (event: KeyboardEvent<HTMLButtonElement>) => void;
}

/** Characters of the words that the name of the button has. */
const NAMED = 60;

export function StripScene({ project, scene, number, isChosen, isDragged, canEdit, onChoose, onDrag, onDrop, onKey }: StripSceneProps) {
  const say = useText();
  const key = `${scene.id}:narration`;
  const draft = useDraftOf(key);
  // A scene that was closed while it was being saved keeps its draft: later changes of somebody else count.
  const words = draft && isUnsaved(draft) ? draft.text : newestOf(key, { version: scene.version, value: scene.narration }).value;
  const isMarked = useStuck(scene.id);
  return (
    <li className={`strip-scene${isDragged ? ' dragged' : ''}`}>
      <button
        type="button"
        className="strip-button"
        data-scene={scene.id}
        aria-current={isChosen}
        draggable={canEdit}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', words);
          onDrag(scene.id);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          onDrop();
        }}
        onKeyDown={onKey}
        onDragEnd={() => onDrag(undefined)}
        onClick={() => onChoose(scene.id)}
      >
        <ScenePicture project={project} scene={scene} canDraw={canEdit} alt="" />
        <span className="visually-hidden">{say('scenes.open', { number, words: words.slice(0, NAMED) })}</span>
        <span className="strip-line" aria-hidden="true">
          <b>{number}</b>
          <span className="strip-text" dir="auto">
            {words.slice(0, NAMED)}
          </span>
          {isMarked && <span className="strip-mark" />}
        </span>
        {isMarked && <span className="visually-hidden">{say('scenes.unsaved')}</span>}
      </button>
    </li>
  );
}
