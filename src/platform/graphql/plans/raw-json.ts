/** The data of a result as JSON text, which the transport writes unchanged. */
export class RawJson {
  readonly [field: string]: unknown;

  constructor(readonly text: string) {}
}
