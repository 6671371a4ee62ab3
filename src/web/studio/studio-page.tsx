import { useText } from '../shared/messages/text.ts';
import { useTitle } from '../shared/state/use-title.ts';
import { useViewer } from '../shared/state/viewer.tsx';
import { Composer } from './compose/composer.tsx';
import { Films } from './films/films.tsx';

/** The way to a film, and the films of the workspace below it. People who are not signed in sign in when they ask for their first film. */
export function StudioPage() {
  const say = useText();
  const workspaceId = useViewer()?.workspace?.id;
  useTitle(undefined);
  return (
    <div className="studio">
      <header className="studio-head">
        <h1>{say('studio.title')}</h1>
        <p className="soft">{say('studio.lead')}</p>
      </header>
      <Composer />
      {workspaceId !== undefined && <Films key={workspaceId} workspaceId={workspaceId} />}
    </div>
  );
}
