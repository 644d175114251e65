type ParseFault =
  | 'empty-file'
  | 'unknown-format'
  | 'not-a-log'
  | 'unsupported-version'
  | 'over-limit'
  | 'corrupt-container'
  | 'encrypted-container';

/** The stream cannot be read further; `offset` counts bytes of the stored file or, inside a container, of the member. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly fault: ParseFault;
  readonly offset: number;

  constructor(fault: ParseFault, message: string, offset = 0) {
    super(message);
    this.fault = fault;
    this.offset = offset;
  }
}
