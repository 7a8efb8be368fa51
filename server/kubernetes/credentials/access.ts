import type { Dispatcher } from 'undici';

/** What a request needs for authentication. The headers are secret: never log them. */
export interface Access {
  headers: Record<string, string | string[]>;
  dispatcher: Dispatcher;
}
