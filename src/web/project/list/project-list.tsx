import { useSubscription } from 'urql';
import { Link } from 'wouter';
import { ShowMore } from '../../shared/lists/show-more.tsx';
import { useRowList } from '../../shared/lists/use-row-list.ts';
import { Picture } from '../../shared/media/picture.tsx';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { language, useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { Icon } from '../../shared/parts/icon.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { clock } from '../../shared/state/format.ts';
import { ProjectChangesDocument, ProjectsDocument } from './projects.generated.ts';
import type { ProjectsQuery } from './projects.generated.ts';

type Row = NonNullable<ProjectsQuery['workspace']>['projects']['edges'][number]['node'];

interface ProjectListProps {
  readonly workspaceId: string;
  readonly text: string;
}

/** Projects whose names contain a text; empty for all. */
export function ProjectList({ workspaceId, text }: ProjectListProps) {
  const say = useText();
  const [state, list] = useRowList({
    query: ProjectsDocument,
    variables: { workspaceId, text: text || null },
    connectionOf: ({ workspace }) => workspace?.projects,
    movesUp: true,
  });
  useSubscription({ query: ProjectChangesDocument, variables: { workspaceId } }, (_, event) => {
    list.onChange(event.workspaceEvents.subjectId);
    return event;
  });
  const { edges: projects, error, isReading, rounds } = state;
  if (!projects) return error ? <ShowMore state={state} list={list} /> : <Waiting />;
  if (projects.length === 0)
    return (
      <Empty icon="film-slate" title={say(text ? 'projects.none' : 'projects.empty')}>
        {!text && <p>{say('projects.emptyHint')}</p>}
      </Empty>
    );
  return (
    <SignedLinks answer={rounds} isReading={isReading} read={() => list.refresh()}>
      <ul className="film-grid" aria-label={say('projects.title')}>
        {/* By the cursor, so that React moves one card to the top and not all others down, which would move the page as well. */}
        {projects.map(({ cursor, node }) => (
          <ProjectCard key={cursor} project={node} />
        ))}
      </ul>
      <ShowMore state={state} list={list} />
    </SignedLinks>
  );
}

function ProjectCard({ project: { id, name, status, updatedAt, latestVideo } }: { readonly project: Row }) {
  const say = useText();
  return (
    <li className="film-card card">
      <Link href={`/projects/${id}`}>
        <span className="film-poster">
          {latestVideo?.thumbnailUrl ? <Picture src={latestVideo.thumbnailUrl} alt="" /> : <Icon name="film-slate" size={36} />}
          {latestVideo?.durationMs != null && <span className="film-length">{clock(latestVideo.durationMs)}</span>}
        </span>
        <span className="film-words">
          <b dir="auto">{name}</b>
          <span className="film-line">
            <span className={`tag ${status === 'RENDERED' ? 'good' : status === 'RENDERING' ? 'live' : ''}`}>
              {say(`project.status.${status}`)}
            </span>
            <time dateTime={updatedAt}>{new Date(updatedAt).toLocaleDateString(language.get(), { day: 'numeric', month: 'short' })}</time>
          </span>
        </span>
      </Link>
    </li>
  );
}
