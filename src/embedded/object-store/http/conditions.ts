export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

export interface Version {
  readonly etag: string;
  /** A time in ISO 8601. */
  readonly modifiedAt: string;
}

const bare = (tag: string): string =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');

/** Whether the ETag is in a header's list. A star matches any existing object. */
export const etagListed = (header: string, etag: string): boolean =>
  header.split(',').some((tag) => tag.trim() === '*' || bare(tag) === etag);

/** An HTTP date in seconds, because HTTP dates have whole seconds. An unreadable date is ignored. */
const seconds = (date: string | undefined): number | undefined => {
  const moment = Date.parse(date ?? '');
  return Number.isNaN(moment) ? undefined : Math.floor(moment / 1000);
};

/**
 * Checks the conditions of a request by RFC 9110, 13.2.2: dates count only without an ETag condition. `FAILED` is status 412,
 * `NOT_MODIFIED` 304.
 */
export function checkConditions(conditions: Conditions, version: Version): 'HOLD' | 'FAILED' | 'NOT_MODIFIED' {
  const { ifMatch, ifNoneMatch } = conditions;
  const modified = seconds(version.modifiedAt) ?? 0;
  const since = seconds(conditions.ifModifiedSince);
  const unmodifiedSince = seconds(conditions.ifUnmodifiedSince);
  if (ifMatch !== undefined ? !etagListed(ifMatch, version.etag) : unmodifiedSince !== undefined && modified > unmodifiedSince)
    return 'FAILED';
  if (ifNoneMatch !== undefined ? etagListed(ifNoneMatch, version.etag) : since !== undefined && modified <= since) return 'NOT_MODIFIED';
  return 'HOLD';
}
