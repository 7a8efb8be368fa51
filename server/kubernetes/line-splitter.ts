import { StringDecoder } from 'node:string_decoder';

/** Splits a stream of UTF-8 bytes into lines, wherever the chunks are cut: inside a line or inside a character. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** Takes bytes and returns the lines that they complete, without empty ones. */
  push(chunk: Uint8Array): string[] {
    const text = this.#decoder.write(chunk);
    // Most chunks of a long line do not end it, so join once per line, not once per chunk.
    if (!text.includes('\n')) {
      this.#rest += text;
      return [];
    }
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line.trim() !== '');
  }

  /** The part of an incomplete line that has arrived. */
  get rest(): string {
    return this.#rest;
  }
}
