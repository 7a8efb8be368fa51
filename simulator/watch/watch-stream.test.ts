import { describe, expect, it, vi } from 'vitest';
import type { WatchSink } from '#simulator/http/watch-sink.ts';
import { WatchStream } from '#simulator/watch/watch-stream.ts';

const MIB = 1024 * 1024;

/** A client that reads `room` bytes immediately and the rest on demand. */
class FakeReader implements WatchSink {
  readonly lines: string[] = [];
  ending: 'ended' | 'cut' | undefined;
  backlogBytes = 0;
  readonly #room: number;
  #drained: (() => void) | undefined;

  constructor(room: number) {
    this.#room = room;
  }

  write(line: Buffer): boolean {
    this.lines.push(line.length > 100 ? `${line.length}` : line.toString());
    this.backlogBytes += line.length;
    return this.backlogBytes < this.#room;
  }
  onceDrained(callback: () => void): void {
    this.#drained = callback;
  }
  end(): void {
    this.ending ??= 'ended';
  }
  cut(): void {
    this.ending ??= 'cut';
  }
  /** Reads everything pending. */
  read(): void {
    this.backlogBytes = 0;
    const callback = this.#drained;
    this.#drained = undefined;
    callback?.();
  }
}

const lines = (...texts: string[]): Iterator<Buffer> => texts.map((text) => Buffer.from(text)).values();
const report = vi.fn();

describe('a watch', () => {
  it('writes missed events only as fast as the reader consumes them, and then what changed in the meantime', () => {
    const reader = new FakeReader(2);
    const stream = new WatchStream(reader, lines('a', 'b', 'c', 'd', 'e'), false, report);
    stream.start();
    stream.send(Buffer.from('new'));
    expect(reader.lines).toEqual(['a', 'b']);
    reader.read();
    expect(reader.lines).toEqual(['a', 'b', 'c', 'd']);
    reader.read();
    expect(reader.lines).toEqual(['a', 'b', 'c', 'd', 'e', 'new']);
  });

  it('is never closed for missed events, however many there are', () => {
    const reader = new FakeReader(1);
    const big = Array.from({ length: 100 }, () => Buffer.alloc(MIB));
    const stream = new WatchStream(reader, big.values(), false, report);
    stream.start();
    for (let reads = 0; reads < 100; reads += 1) reader.read();
    expect([reader.lines.length, reader.ending]).toEqual([100, undefined]);
  });

  it.each([
    'while it reads missed events',
    'after it has read missed events',
  ])('is closed when a reader leaves more than 32 MiB of changes unread %s', (when) => {
    const reader = new FakeReader(1);
    const missed = when.startsWith('while') ? lines('a', 'b') : lines();
    const stream = new WatchStream(reader, missed, false, report);
    stream.start();
    for (let sent = 0; sent < 32; sent += 1) stream.send(Buffer.alloc(MIB));
    expect(reader.ending).toBeUndefined();
    stream.send(Buffer.alloc(MIB));
    expect(reader.ending).toBe('cut');
  });

  it('sends nothing while frozen, and everything in order when it thaws', () => {
    const reader = new FakeReader(100);
    const stream = new WatchStream(reader, lines('a'), true, report);
    stream.start();
    stream.send(Buffer.from('b'));
    stream.end();
    expect([reader.lines, reader.ending]).toEqual([[], undefined]);
    stream.thaw();
    expect([reader.lines, reader.ending]).toEqual([['a', 'b'], 'ended']);
  });

  it('is closed, and reported, when an object cannot be written', () => {
    const fault = new Error('a fault');
    const reader = new FakeReader(100);
    const stream = new WatchStream(
      reader,
      (function* () {
        yield Buffer.from('a');
        throw fault;
      })(),
      false,
      report,
    );
    stream.start();
    expect([reader.lines, reader.ending]).toEqual([['a'], 'cut']);
    expect(report).toHaveBeenCalledWith(fault, 'a watch');
  });
});
