import { useSearch } from 'wouter';
import { ShowMore } from '../shared/lists/show-more.tsx';
import { useRowList } from '../shared/lists/use-row-list.ts';
import { Player } from '../shared/media/player.tsx';
import { useText } from '../shared/messages/text.ts';
import { Empty } from '../shared/parts/empty.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { clock } from '../shared/state/format.ts';
import { useTitle } from '../shared/state/use-title.ts';
import { ShowcaseDocument } from './showcase.generated.ts';
import type { ShowcaseQuery } from './showcase.generated.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

type Item = ShowcaseQuery['showcase']['edges'][number]['node'];

/** The films that the installation shows to everybody. `?film=ID` opens one of them. */
export function ShowcasePage() {
  const say = useText();
  const film = new URLSearchParams(useSearch()).get('film') ?? '';
  const wanted = UUID.test(film) ? film : null;
  useTitle(say('showcase.title'));
  return (
    <div className="showcase">
      <header>
        <h1>{say('showcase.title')}</h1>
        <p className="soft">{say('showcase.lead')}</p>
      </header>
      <Films key={wanted} wanted={wanted} />
    </div>
  );
}

function Films({ wanted }: { readonly wanted: string | null }) {
  const say = useText();
  const [state, list] = useRowList({
    query: ShowcaseDocument,
    variables: { film: wanted },
    connectionOf: ({ showcase }) => showcase,
    isPublic: true,
  });
  const { edges, answer, error } = state;
  if (!edges) return error ? <ShowMore state={state} list={list} /> : <Waiting />;
  if (edges.length === 0)
    return (
      <Empty icon="film-strip" title={say('showcase.empty')}>
        <p>{say('showcase.emptyHint')}</p>
      </Empty>
    );
  // The film that the address names opens the page, wherever it is in the list; without one, that is the first film.
  const films = edges.map(({ node }) => node);
  const opened = answer?.opened.nodes[0] ?? films[0];
  const items = opened ? [opened, ...films.filter(({ id }) => id !== opened.id)] : films;
  return (
    <>
      <ul className="showcase-grid">
        {items.map((item, index) => (
          <ShowcaseFilm key={item.id} item={item} isFirst={index === 0} />
        ))}
      </ul>
      <ShowMore state={state} list={list} />
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
