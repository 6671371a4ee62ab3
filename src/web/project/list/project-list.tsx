import { useState } from 'react';
import { useQuery, useSubscription } from 'urql';
import { Link } from 'wouter';
import { Picture } from '../../shared/media/picture.tsx';
import { language, useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { clock } from '../../shared/state/format.ts';
import { ProjectChangesDocument, ProjectsDocument } from './projects.generated.ts';
import type { ProjectsQuery } from './projects.generated.ts';

type Row = NonNullable<ProjectsQuery['workspace']>['projects']['nodes'][number];

interface ProjectListProps {
  readonly workspaceId: string;
  readonly text: string;
}

/** Pages of projects whose names contain a text; empty for all. */
export function ProjectList(props: ProjectListProps) {
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  return pages.map((after, index) => (
    <Page
      key={after ?? ''}
      {...props}
      after={after}
      {...(index === pages.length - 1 && { onMore: (next: string) => setPages([...pages, next]) })}
    />
  ));
}

interface PageProps extends ProjectListProps {
  readonly after: string | null;
  readonly onMore?: (after: string) => void;
}

function Page({ workspaceId, text, after, onMore }: PageProps) {
  const say = useText();
  const [{ data, error }, read] = useQuery({ query: ProjectsDocument, variables: { workspaceId, after, text: text || null } });
  useSubscription({ query: ProjectChangesDocument, variables: { workspaceId } }, (_, event) => {
    if (event.workspaceEvents.type === 'PROJECT') read({ requestPolicy: 'network-only' });
    return event;
  });
  const projects = data?.workspace?.projects;
  if (!projects) return error ? <Problem error={error} /> : <Waiting />;
  if (projects.nodes.length === 0 && after === null)
    return (
      <Empty icon="film-slate" title={say(text ? 'projects.none' : 'projects.empty')}>
        {!text && <p>{say('projects.emptyHint')}</p>}
      </Empty>
    );
  return (
    <>
      <ul className="film-grid" aria-label={say('projects.title')}>
        {projects.nodes.map((project) => (
          <ProjectCard key={project.id} project={project} />
        ))}
      </ul>
      {onMore && projects.pageInfo.hasNextPage && (
        <button type="button" className="secondary" onClick={() => onMore(projects.pageInfo.endCursor ?? '')}>
          {say('common.more')}
        </button>
      )}
    </>
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
