/** The data of a result as JSON text, which the transport writes unchanged. */
export class RawJson {
  readonly [field: string]: unknown;

  constructor(readonly text: string) {}
}

/** The body of an answer whose data is JSON text already. */
export const bodyOf = ({ text }: RawJson, extensions: object | undefined): string =>
  `{"data":${text}${extensions ? `,"extensions":${JSON.stringify(extensions)}` : ''}}\n`;
