const LINK = /https?:\/\/[^\s"\\]+/g;

/** The URL in a line of a response at this column, which counts from 1. */
export const linkAt = (line: string, column: number): string | undefined =>
  [...line.matchAll(LINK)].find(({ index, 0: link }) => column > index && column <= index + link.length + 1)?.[0];
