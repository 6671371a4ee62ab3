import { useState } from 'react';
import { useQuery } from 'urql';
import { useSearch } from 'wouter';
import { Player } from '../shared/media/player.tsx';
import { useText } from '../shared/messages/text.ts';
import { Empty } from '../shared/parts/empty.tsx';
import { Problem } from '../shared/parts/problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { clock } from '../shared/state/format.ts';
import { useTitle } from '../shared/state/use-title.ts';
import { ShowcaseDocument } from './showcase.generated.ts';
import type { ShowcaseQuery } from './showcase.generated.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

type Item = ShowcaseQuery['showcase']['nodes'][number];

/** The films that the installation shows to everybody. `?film=ID` opens one of them. */
export function ShowcasePage() {
  const say = useText();
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const film = new URLSearchParams(useSearch()).get('film') ?? '';
  const wanted = UUID.test(film) ? film : null;
  useTitle(say('showcase.title'));
  return (
    <div className="showcase">
      <header>
        <h1>{say('showcase.title')}</h1>
        <p className="soft">{say('showcase.lead')}</p>
      </header>
      {pages.map((after, index) => (
        <Films
          key={after ?? ''}
          after={after}
          wanted={wanted}
          {...(index === pages.length - 1 && { onMore: (next: string) => setPages([...pages, next]) })}
        />
      ))}
    </div>
  );
}

interface FilmsProps {
  readonly after: string | null;
  readonly wanted: string | null;
  readonly onMore?: (after: string) => void;
}

function Films({ after, wanted, onMore }: FilmsProps) {
  const say = useText();
  const [{ data, error }] = useQuery({ query: ShowcaseDocument, variables: { after, film: wanted } });
  if (!data) return error ? <Problem error={error} /> : <Waiting />;
  const { nodes, pageInfo } = data.showcase;
  if (nodes.length === 0 && after === null)
    return (
      <Empty icon="film-strip" title={say('showcase.empty')}>
        <p>{say('showcase.emptyHint')}</p>
      </Empty>
    );
  // The film that the address names opens the page, wherever it is in the list; without one, that is the first film.
  const [opened] = data.opened.nodes;
  const others = nodes.filter(({ id }) => id !== opened?.id);
  const items = after === null && opened ? [opened, ...others] : others;
  return (
    <>
      <ul className="showcase-grid">
        {items.map((item, index) => (
          <ShowcaseFilm key={item.id} item={item} isFirst={after === null && index === 0} />
        ))}
      </ul>
      {onMore && pageInfo.hasNextPage && (
        <button type="button" className="secondary" onClick={() => onMore(pageInfo.endCursor ?? '')}>
          {say('common.more')}
        </button>
      )}
    </>
  );
}

function ShowcaseFilm({ item, isFirst }: { readonly item: Item; readonly isFirst: boolean }) {
  const say = useText();
  const { title, category, durationMs, width, height, synthetic, filmUrl, posterUrl, captionsUrl, captionsOn } = item;
  const isTall = (height ?? 0) > (width ?? 0);
  return (
    <li className={`showcase-film${isFirst ? ' first' : ''}${isTall ? ' tall' : ''}`}>
      <Player title={title} src={filmUrl} poster={posterUrl} captions={captionsUrl} captionsOn={captionsOn} />
      <h2 dir="auto">{title}</h2>
      <p className="showcase-line">
        {category && <span className="tag">{category}</span>}
        {durationMs != null && <span>{clock(durationMs)}</span>}
        {synthetic && <span>{say('showcase.synthetic')}</span>}
      </p>
    </li>
  );
}
