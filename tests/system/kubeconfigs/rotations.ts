import { stringify } from 'yaml';
import {
  type Case,
  config,
  type Folder,
  front,
  GET_TOKEN,
  ID_TOKEN,
  NEXT_TOKEN,
  type Places,
  TOKEN,
  write,
} from '#tests/system/kubeconfigs/case.ts';

/** Credentials that are rotated while a client runs. */
export interface Rotation extends Case {
  rotate: (folder: Folder, places: Places) => void;
}

const put = (folder: Folder, places: Places, user: object, more: object = {}): void =>
  write(folder, config(user, front(places), more));
const printing = (token: string, more: object = {}): string =>
  `#!/bin/sh\necho '${JSON.stringify({
    apiVersion: GET_TOKEN.apiVersion,
    kind: 'ExecCredential',
    status: { token, ...more },
  })}'\n`;

export const ROTATIONS: readonly Rotation[] = [
  {
    name: 'rotation: the token of the kubeconfig is replaced',
    set: (folder, places) => {
      put(folder, places, { token: TOKEN });
      return {};
    },
    rotate: (folder, places) => put(folder, places, { token: NEXT_TOKEN }),
  },
  {
    name: 'rotation: the token is replaced and another context made current',
    set: (folder, places) => {
      put(folder, places, { token: TOKEN });
      return { context: 'x' };
    },
    rotate: (folder, places) => put(folder, places, { token: NEXT_TOKEN }, { 'current-context': 'later' }),
  },
  {
    name: 'rotation: the token file is replaced',
    set: (folder, places) => {
      folder.write('token', TOKEN);
      put(folder, places, { tokenFile: 'token' });
      return {};
    },
    rotate: (folder) => void folder.write('token', `${NEXT_TOKEN}\n`),
  },
  {
    name: 'rotation: a plugin prints another token',
    set: (folder, places) => {
      folder.write('get-token', printing(TOKEN));
      put(folder, places, { exec: GET_TOKEN });
      return {};
    },
    rotate: (folder) => void folder.write('get-token', printing(NEXT_TOKEN)),
  },
  {
    name: 'rotation: a plugin’s token is over',
    set: (folder, places) => {
      folder.write('get-token', printing(TOKEN, { expirationTimestamp: '2001-01-01T00:00:00Z' }));
      put(folder, places, { exec: GET_TOKEN });
      return {};
    },
    rotate: (folder) => void folder.write('get-token', printing(NEXT_TOKEN)),
  },
  {
    name: 'rotation: the kubeconfig is broken for a while, as an editor leaves it',
    set: (folder, places) => {
      folder.write('get-token', printing(ID_TOKEN));
      put(folder, places, { exec: GET_TOKEN });
      return {};
    },
    rotate: (folder, places) => {
      folder.write('config', `${stringify({ users: [] })}x: "`);
      put(folder, places, { exec: GET_TOKEN });
    },
  },
];
