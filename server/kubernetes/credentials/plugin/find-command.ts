import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * findCommand returns the path of a plugin's program: the command itself when it contains a separator, else the first executable file with
 * that name in PATH, like Go's exec.LookPath; relative folders in PATH are ignored. Null when there is none.
 */
export function findCommand(command: string, env: Environment, platform: NodeJS.Platform): string | null {
  const names =
    platform === 'win32' ? [command, ...extensions(env).map((ending) => command + ending)] : [command];
  if (command.includes(sep)) return names.find(isProgram) ?? null;
  const folders = (env.PATH ?? env.Path ?? '')
    .split(delimiter)
    .filter((folder) => /^([/\\]|[a-z]:)/i.test(folder));
  for (const folder of folders) {
    const found = names.map((name) => join(folder, name)).find(isProgram);
    if (found !== undefined) return found;
  }
  return null;
}

function extensions(env: Environment): string[] {
  return (env.PATHEXT ?? '.COM;.EXE').split(';').filter((ending) => ending !== '');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
