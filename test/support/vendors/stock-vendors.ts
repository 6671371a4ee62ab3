import { stripes } from './made.ts';
import type { Asked, Reply, Vendor } from './stand-in.ts';

const MAX_PER_PAGE = 80;

/** The pictures themselves; in life they lie on hosts of their own. */
const file = ({ method, path }: Asked): Reply | undefined =>
  method === 'GET' && path.startsWith('/files/')
    ? { status: 200, headers: { 'content-type': 'image/png' }, body: stripes(640, 360, Number(/\d+/.exec(path)?.[0] ?? 0)) }
    : undefined;

const hostOf = ({ headers }: Asked): string => `http://${headers.host}`;
/** Nothing is found for words with this in them. */
const UNKNOWN = /unfindable/i;
const found = (words: string): readonly number[] => (UNKNOWN.test(words) ? [] : [1, 2, 3]);

/** Openverse: no key, licences by code, and a sentence that credits the author. */
export const openverseVendor: Vendor = {
  isWork: ({ path }) => path === '/v1/images/',
  answer: (asked) => {
    const { method, path, query } = asked;
    if (method !== 'GET' || path !== '/v1/images/') return file(asked);
    if (Number(query.get('page_size')) > 20) return { status: 401, body: { detail: 'page_size must be at most 20' } };
    if (!query.get('license') || !['wide', 'tall', 'square'].includes(query.get('aspect_ratio') ?? ''))
      return { status: 400, body: { detail: { aspect_ratio: ['is not one of'] } } };
    const results = found(query.get('q') ?? '').map((id) => ({
      ...{ id: String(id), title: `River <b>${id}</b>`, creator: 'Ada\nLovelace', creator_url: 'javascript:alert(1)' },
      ...{
        url: `${hostOf(asked)}/files/${id}.png`,
        foreign_landing_url: `https://example.test/${id}`,
        license: 'by',
        license_version: '2.0',
      },
      ...{
        license_url: 'https://creativecommons.org/licenses/by/2.0/',
        attribution: `"River ${id}" by Ada Lovelace is licensed under CC BY 2.0.`,
      },
    }));
    const closed = { ...results[0], id: '9', license: 'by-nc', url: `${hostOf(asked)}/files/9.png` };
    return { status: 200, charge: 1, body: { result_count: results.length, results: results.length > 0 ? [closed, ...results] : [] } };
  },
};

/** Pexels: the key as it is in `Authorization`, without `Bearer`. */
export const pexelsVendor: Vendor = {
  refusal: ({ headers, path }, key) =>
    headers.authorization === key || path.startsWith('/files/') ? undefined : { status: 401, body: { error: 'Unauthorized' } },
  isWork: ({ path }) => path === '/v1/search',
  answer: (asked) => {
    const { method, path, query } = asked;
    if (method !== 'GET' || path !== '/v1/search') return file(asked);
    if (Number(query.get('per_page')) > MAX_PER_PAGE) return { status: 400, body: { error: 'per_page' } };
    if (!['landscape', 'portrait', 'square'].includes(query.get('orientation') ?? ''))
      return { status: 400, body: { error: 'orientation' } };
    const photos = found(query.get('query') ?? '').map((id) => ({
      ...{ id, width: 640, height: 360, url: `https://www.pexels.com/photo/${id}/`, photographer: 'Grace Hopper', alt: 'A river' },
      ...{
        photographer_url: 'https://www.pexels.com/@grace',
        src: { original: `${hostOf(asked)}/files/${id}.png`, large2x: `${hostOf(asked)}/files/${id}.png` },
      },
    }));
    return { status: 200, headers: { 'x-ratelimit-remaining': '199' }, charge: 1, body: { page: 1, per_page: 20, photos } };
  },
};

/** Pixabay: the key in the query, and complaints in plain text. */
export const pixabayVendor: Vendor = {
  refusal: ({ query, path }, key) =>
    query.get('key') === key || path.startsWith('/files/')
      ? undefined
      : {
          status: 400,
          headers: { 'content-type': 'text/plain' },
          body: '[ERROR 400] Invalid or missing API key (https://pixabay.com/api/docs/).',
        },
  isWork: ({ path }) => path === '/api/',
  answer: (asked) => {
    const { method, path, query } = asked;
    if (method !== 'GET' || path !== '/api/') return file(asked);
    const perPage = Number(query.get('per_page'));
    if (perPage < 3 || perPage > 200 || (query.get('q') ?? '').length > 100)
      return { status: 400, headers: { 'content-type': 'text/plain' }, body: '[ERROR 400] "per_page" is out of valid range.' };
    const hits = found(query.get('q') ?? '').map((id) => ({
      ...{
        id,
        pageURL: `https://pixabay.com/photos/${id}/`,
        largeImageURL: `${hostOf(asked)}/files/${id}.png`,
        user: 'Alan',
        tags: 'river, bend',
      },
    }));
    return {
      status: 200,
      headers: { 'x-ratelimit-remaining': '99' },
      charge: 1,
      body: { total: hits.length, totalHits: hits.length, hits },
    };
  },
};
