import { StringDecoder } from 'node:string_decoder';

/** Splits a stream of UTF-8 bytes into lines, wherever the bytes are cut: in a line or in a character. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** Takes bytes and returns the lines that they complete, without empty ones. */
  push(chunk: Uint8Array): string[] {
    const text = this.#decoder.write(chunk);
    // Most chunks of a long line end no line; joining happens once per line then, not once per chunk.
    if (!text.includes('\n')) {
      this.#rest += text;
      return [];
    }
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line.trim() !== '');
  }

  /** What has arrived of a line that is not complete. */
  get rest(): string {
    return this.#rest;
  }
}
