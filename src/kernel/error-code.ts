/** The `code` of an error of the system (`ENOENT`), PostgreSQL (`40P01`) or a library; undefined without one. */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
