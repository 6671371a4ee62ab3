/** The content of a tab that a link opens. */
export interface SharedTab {
  readonly query: string;
  readonly variables: string;
}

const NAME = 'share';
/** Browsers and chat programs cut longer addresses. */
const MAX_LINK_CHARACTERS = 16_000;

/**
 * A link that opens the tab in this explorer, without running it. The content is behind the `#`, which browsers do not send to servers.
 * Undefined when it would be too long.
 */
export function shareLink(page: string, { query, variables }: SharedTab): string | undefined {
  const bytes = new TextEncoder().encode(JSON.stringify({ query, variables }));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const link = `${page}#${NAME}=${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
  return link.length <= MAX_LINK_CHARACTERS ? link : undefined;
}

/** The tab of a link, from the part behind the `#`. Undefined for anything else. */
export function readSharedLink(hash: string): SharedTab | undefined {
  const text = new URLSearchParams(hash.replace(/^#/, '')).get(NAME);
  if (text === null) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    const { query, variables } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Record<'query' | 'variables', unknown>>;
    return typeof query === 'string' && typeof variables === 'string' ? { query, variables } : undefined;
  } catch {
    return undefined;
  }
}
