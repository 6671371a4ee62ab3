/** The column and row to which an unfinished upload is bound. */
export const uploadContext = (publicationId: string): string => `publications.upload_session ${publicationId}`;
