import { useMutation } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { useStore } from '../../shared/state/store.ts';
import { drafts, dropDraft } from '../edit/drafts.ts';
import type { Project } from '../page/use-project.ts';
import { AddSceneDocument } from './scenes.generated.ts';
import { editedScenes } from './edited-scenes.ts';

/** Words that were typed into a scene which somebody else has removed meanwhile: they become a scene of their own, or are given up. */
export function LostDrafts({ project, onDone }: { readonly project: Project; readonly onDone: () => void }) {
  const say = useText();
  const [, add] = useMutation(AddSceneDocument);
  const all = useStore(drafts);
  const lost = [...editedScenes]
    .filter(([sceneId, projectId]) => projectId === project.id && !project.scenes.some(({ id }) => id === sceneId))
    .map(([sceneId]) => ({ key: `${sceneId}:narration`, draft: all.get(`${sceneId}:narration`) }))
    .filter(({ draft }) => draft !== undefined && draft.state !== 'SAVED' && draft.text.trim() !== '');
  return lost.map(({ key, draft }) => (
    <div key={key} className="draft-conflict" role="alert">
      <p>{say('draft.lost')}</p>
      <blockquote dir="auto">{draft?.text}</blockquote>
      <div className="draft-choices">
        <button
          type="button"
          className="small"
          onClick={() =>
            void add({ input: { projectId: project.id, narration: draft?.text ?? '' } }).then(({ data }) => {
              if (data) dropDraft(key);
              onDone();
            })
          }
        >
          {say('draft.lostAdd')}
        </button>
        <button type="button" className="secondary small" onClick={() => dropDraft(key)}>
          {say('draft.lostDrop')}
        </button>
      </div>
    </div>
  ));
}
