import { Access } from '#server/access/access.ts';
import { takeScriptToken } from '#server/access/script-token.ts';
import { newSecret } from '#server/access/secrets.ts';
import type { Session } from '#server/access/sessions.ts';
import { keptHost, newHost, SessionFile } from '#server/access/state-files.ts';
import type { WrongCodeCounts } from '#server/access/wrong-codes.ts';
import { SystemClock } from '#server/clock.ts';
import { readConfig } from '#server/config.ts';

/** Events that Access reports for the log. */
export interface AccessEvents {
  wrongCodes(counts: WrongCodeCounts): void;
  notSaved(error: unknown): void;
  session(event: 'signedIn' | 'signedOut', session: Pick<Session, 'host' | 'mark'>, sessions: number): void;
}

/** Next bundles proxy, pages and routes separately, so only globalThis is shared by all of them. */
const KEY = Symbol.for('sluice.access');
const global = globalThis as { [KEY]?: { access: Access; events: Partial<AccessEvents> } };

/** openAccess returns the process-wide Access, creating it on the first call. Throws when the settings are invalid. */
export function openAccess(): Access {
  return opened().access;
}

/** listenToAccess sets the listener for wrong codes and for a session file that cannot be written. */
export function listenToAccess(events: AccessEvents): void {
  Object.assign(opened().events, events);
}

function opened(): { access: Access; events: Partial<AccessEvents> } {
  global[KEY] ??= create();
  return global[KEY];
}

function create(): { access: Access; events: Partial<AccessEvents> } {
  const { port, stateDir } = readConfig(process.env);
  const scriptToken = takeScriptToken(process.env);
  const events: Partial<AccessEvents> = {};
  const ownHost = stateDir === null ? newHost() : keptHost(stateDir);
  const file = stateDir === null ? undefined : new SessionFile(stateDir, port, ownHost);
  const access = new Access({
    clock: new SystemClock(),
    newSecret,
    scriptToken,
    ownHost,
    port,
    saved: file?.read() ?? [],
    save(records) {
      try {
        file?.write(records);
      } catch (error) {
        events.notSaved?.(error);
      }
    },
    onWrongCodes: (counts) => events.wrongCodes?.(counts),
    onSession: (...event) => events.session?.(...event),
  });
  return { access, events };
}
