import { openPrivate } from '#server/access/private-files.ts';

const FORM = /^[\w-]{22,128}$/;
/** A random token of 22 characters from an alphabet of 64 has fewer distinct characters than this once in a hundred million. */
const MIN_DIFFERENT = 10;

/**
 * tokenProblem describes what is wrong with a script token, without repeating it; undefined for a valid token. The launchers run the same
 * check before they install or build (scripts/token.mjs); a test runs both against one table.
 */
export function tokenProblem(token: string): string | undefined {
  if (!FORM.test(token)) return 'must be 22 to 128 letters, digits, - or _';
  if (new Set(token).size < MIN_DIFFERENT)
    return `is too easy to guess: it has fewer than ${MIN_DIFFERENT} different characters`;
  return undefined;
}

/**
 * takeScriptToken reads the script token from the file that SLUICE_TOKEN_FILE names, or from SLUICE_TOKEN, and removes both variables from
 * the environment, which credential plugins inherit. Throws an Error that names the setting and its valid values.
 */
export function takeScriptToken(env: Record<string, string | undefined>): string {
  const { SLUICE_TOKEN: own, SLUICE_TOKEN_FILE: file } = env;
  delete env.SLUICE_TOKEN;
  delete env.SLUICE_TOKEN_FILE;
  if (file !== undefined && file !== '') return checked('the token in SLUICE_TOKEN_FILE', readToken(file));
  if (own !== undefined && own !== '') return checked('SLUICE_TOKEN', own);
  throw new Error(
    'Sluice cannot start: SLUICE_TOKEN is missing: start Sluice with npm start or npm run demo, which generate one.',
  );
}

function checked(setting: string, token: string): string {
  const problem = tokenProblem(token);
  if (problem !== undefined) throw new Error(`Sluice cannot start: ${setting} ${problem}.`);
  return token;
}

function readToken(file: string): string {
  try {
    return openPrivate(file).trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`Sluice cannot start: SLUICE_TOKEN_FILE cannot be read: ${code ?? message}`, {
      cause: error,
    });
  }
}
