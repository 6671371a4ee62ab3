/** Data of an answer as JSON text, which the transport writes as it is. */
export class RawJson {
  readonly [field: string]: unknown;

  constructor(readonly text: string) {}
}
