import { madeClip } from './made-clip.ts';
import { stripes } from './made.ts';
import type { Asked, Reply, Vendor } from './stand-in.ts';

const MAX_PER_PAGE = 80;

/** The pictures and clips themselves; in life they lie on hosts of their own. */
function file({ method, path }: Asked): Reply | undefined {
  if (method !== 'GET' || !path.startsWith('/files/')) return undefined;
  const [, id = '0', kind] = /(\d+)\.(\w+)$/.exec(path) ?? [];
  if (kind === 'mp4') return { status: 200, headers: { 'content-type': 'video/mp4' }, body: madeClip({ ...SIZE, seconds: Number(id) }) };
  return { status: 200, headers: { 'content-type': 'image/png' }, body: stripes(640, 360, Number(id)) };
}

/** Seconds of the clips that are found. The first one is too short for most scenes. */
const LENGTHS = [1, 4, 5];
const SIZE = { width: 640, height: 360 };

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
  isWork: ({ path }) => path === '/v1/search' || path === '/videos/search',
  answer: (asked) => {
    const { method, path, query } = asked;
    if (method !== 'GET' || !['/v1/search', '/videos/search'].includes(path)) return file(asked);
    if (Number(query.get('per_page')) > MAX_PER_PAGE) return { status: 400, body: { error: 'per_page' } };
    if (!['landscape', 'portrait', 'square'].includes(query.get('orientation') ?? ''))
      return { status: 400, body: { error: 'orientation' } };
    if (path === '/videos/search') return { status: 200, charge: 1, body: { page: 1, per_page: 20, videos: pexelsVideos(asked) } };
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

/** Streams come among the files, and files without a size. */
const pexelsVideos = (asked: Asked): readonly object[] =>
  found(asked.query.get('query') ?? '').map((id) => {
    const link = `${hostOf(asked)}/files/${LENGTHS[id - 1]}.mp4`;
    const file = { file_type: 'video/mp4', fps: 24 };
    return {
      ...{ id, ...SIZE, url: `https://www.pexels.com/video/${id}/`, duration: LENGTHS[id - 1] },
      user: { id: 7, name: 'Hedy <b>Lamarr</b>', url: 'https://www.pexels.com/@hedy' },
      video_files: [
        {
          ...file,
          id: 1,
          quality: 'hls',
          file_type: 'application/x-mpegURL',
          width: null,
          height: null,
          link: 'https://example.test/a.m3u8',
        },
        { ...file, id: 2, quality: 'uhd', width: 3_840, height: 2_160, link: 'http://127.0.0.1:1/too-large.mp4' },
        { ...file, id: 3, quality: 'sd', ...SIZE, link },
        { ...file, id: 4, quality: 'sd', width: 240, height: 136, link: 'http://127.0.0.1:1/too-small.mp4' },
      ],
    };
  });

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
  isWork: ({ path }) => path === '/api/' || path === '/api/videos/',
  answer: (asked) => {
    const { method, path, query } = asked;
    if (method !== 'GET' || !['/api/', '/api/videos/'].includes(path)) return file(asked);
    const perPage = Number(query.get('per_page'));
    if (perPage < 3 || perPage > 200 || (query.get('q') ?? '').length > 100)
      return { status: 400, headers: { 'content-type': 'text/plain' }, body: '[ERROR 400] "per_page" is out of valid range.' };
    if (path === '/api/videos/') return pixabayVideos(asked);
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

/** Sizes that a clip lacks have an empty address. */
function pixabayVideos(asked: Asked): Reply {
  const { query } = asked;
  if (query.has('orientation') || query.get('video_type') !== 'film')
    return { status: 400, headers: { 'content-type': 'text/plain' }, body: '[ERROR 400] "video_type" is out of valid range.' };
  const hits = found(query.get('q') ?? '').map((id) => ({
    ...{ id, pageURL: `https://pixabay.com/videos/id-${id}/`, type: 'film', tags: 'river, bend', user: 'Mary', duration: LENGTHS[id - 1] },
    videos: {
      large: { url: '', width: 0, height: 0, size: 0 },
      medium: { url: `${hostOf(asked)}/files/${LENGTHS[id - 1]}.mp4`, ...SIZE, size: 1_000 },
      small: { url: 'http://127.0.0.1:1/too-small.mp4', width: 240, height: 136, size: 500 },
      tiny: { url: 'http://127.0.0.1:1/too-small.mp4', width: 160, height: 90, size: 200 },
    },
  }));
  return { status: 200, charge: 1, body: { total: hits.length, totalHits: hits.length, hits } };
}
