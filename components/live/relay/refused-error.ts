/** RefusedError means that the server answered and refused: an immediate retry would get the same answer. */
export class RefusedError extends Error {
  override name = 'RefusedError' as const;
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
