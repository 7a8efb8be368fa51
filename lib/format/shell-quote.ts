/** shellQuote quotes text as one word of a POSIX shell command; a plain word stays unchanged. */
export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
