// Output for newcomers. Plain Node; needs no installed packages.

/** say prints one line of progress. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** fail prints what is wrong and what to do, and exits with code 1. */
export function fail(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
