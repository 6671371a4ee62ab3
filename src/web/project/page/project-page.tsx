import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { codeOf } from '../../shared/api/errors.ts';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { useTitle } from '../../shared/state/use-title.ts';
import { isUnsaved } from '../edit/drafts.ts';
import { useDraftOf } from '../edit/use-draft.ts';
import { RenderPanel } from '../render/render-panel.tsx';
import { LostDrafts } from '../scenes/lost-drafts.tsx';
import { SceneEditor } from '../scenes/scene-editor.tsx';
import { SceneStrip } from '../scenes/scene-strip.tsx';
import { useOrder } from '../scenes/use-order.ts';
import { WriteScenes } from '../setup/write-scenes.tsx';
import { ProjectHead } from './project-head.tsx';
import { useProject } from './use-project.ts';
import type { OpenProject, Project } from './use-project.ts';

/** A project: its scenes as a strip, the scene that is edited, and the film. */
export function ProjectPage() {
  const { id } = useParams<{ id: string }>();
  return <OneProject key={id} id={id} />;
}

function OneProject({ id }: { readonly id: string }) {
  const say = useText();
  const open = useProject(id);
  const { project, error, isReading, refresh } = open;
  useTitle(project?.name);
  if (project)
    return (
      <SignedLinks answer={project} isReading={isReading} read={refresh}>
        <Workbench {...open} project={project} />
      </SignedLinks>
    );
  if (!error) return <Waiting />;
  if (codeOf(error) === 'NOT_FOUND' || codeOf(error) === 'BAD_USER_INPUT')
    return (
      <Empty icon="film-slate" title={say('project.missing')}>
        <Link href="/projects">{say('project.back')}</Link>
      </Empty>
    );
  return <ReadProblem error={error} onRetry={refresh} />;
}

function Workbench({ project: read, render, editor, refresh }: OpenProject & { readonly project: Project }) {
  const { project, error: moveError, move } = useOrder(read, refresh);
  const [chosen, setChosen] = useState<string>();
  const brief = useDraftOf(`${project.id}:brief`);
  const canEdit = project.workspace.viewerCan.includes('MANAGE_PROJECTS');
  const scene = project.scenes.find(({ id }) => id === chosen) ?? project.scenes[0];
  return (
    <article className="project">
      <ProjectHead project={project} canEdit={canEdit} editor={editor} refresh={refresh} />
      <LostDrafts project={project} refresh={refresh} />
      {(project.scenes.length === 0 || (brief && isUnsaved(brief))) && (
        <WriteScenes project={project} canEdit={canEdit} refresh={refresh} />
      )}
      <SceneStrip
        project={project}
        chosen={scene?.id}
        canEdit={canEdit}
        onChoose={setChosen}
        onMove={move}
        moveError={moveError}
        refresh={refresh}
      />
      <div className="project-bench">
        {scene && (
          <SceneEditor
            key={scene.id}
            project={project}
            scene={scene}
            canEdit={canEdit}
            onChoose={setChosen}
            onMove={move}
            refresh={refresh}
          />
        )}
        <RenderPanel project={project} render={render} onChoose={setChosen} refresh={refresh} />
      </div>
    </article>
  );
}
