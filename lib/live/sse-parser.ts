/** One event of an event stream: its type (`message` when it names none) and its data lines joined by line feeds. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/**
 * Reads the text of an event stream as it arrives, cut anywhere (WHATWG HTML §9.2.6). Fields other than `event` and
 * `data`, and comments, are passed over.
 */
export class SseParser {
  #buffer = '';
  #event = '';
  #data: string[] = [];
  #sawCarriageReturn = false;

  /** Takes the next piece of text; returns the events that it completes. */
  push(text: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let rest = this.#buffer + this.#skipLineFeed(text);
    for (let end = lineEnd(rest); end !== -1; end = lineEnd(rest)) {
      const line = rest.slice(0, end);
      const isCarriageReturn = rest[end] === '\r';
      const isPair = isCarriageReturn && rest[end + 1] === '\n';
      this.#sawCarriageReturn = isCarriageReturn && end + 1 === rest.length;
      rest = rest.slice(end + (isPair ? 2 : 1));
      const event = this.#take(line);
      if (event !== undefined) events.push(event);
    }
    this.#buffer = rest;
    return events;
  }

  /** A CR that ended the piece before may be the first half of a CR LF. */
  #skipLineFeed(text: string): string {
    const skip = this.#sawCarriageReturn && text.startsWith('\n');
    if (text !== '') this.#sawCarriageReturn = false;
    return skip ? text.slice(1) : text;
  }

  #take(line: string): ServerSentEvent | undefined {
    if (line === '') {
      const complete =
        this.#data.length === 0
          ? undefined
          : { event: this.#event || 'message', data: this.#data.join('\n') };
      this.#event = '';
      this.#data = [];
      return complete;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    return undefined;
  }
}

function lineEnd(text: string): number {
  const lineFeed = text.indexOf('\n');
  const carriageReturn = text.indexOf('\r');
  if (lineFeed === -1 || carriageReturn === -1) return Math.max(lineFeed, carriageReturn);
  return Math.min(lineFeed, carriageReturn);
}
