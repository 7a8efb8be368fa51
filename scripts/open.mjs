import { parseArgs } from 'node:util';
import { addressLines, freshAddresses } from './addresses.mjs';
import { openBrowser, openedWords } from './browser.mjs';
import { fail, say } from './console.mjs';
import { readPort } from './processes.mjs';

// npm run open [-- --port N]: opens a fresh address of the Sluice that runs from this folder in the browser.

const { port: given } = readOptions();
if (given !== undefined) process.env.PORT = given;
const port = readPort('PORT', 3000);
const addresses = await freshAddresses(port).catch((error) => fail(error.message));
const isOpen = await openBrowser(addresses.address);
say(`\n${addressLines(addresses)}\n\n  ${openedWords(isOpen)}\n`);
// Keep the redirect file until the browser has read it.
if (isOpen) await new Promise((resolve) => setTimeout(resolve, 5_000));
process.exit(0);

function readOptions() {
  try {
    return parseArgs({ options: { port: { type: 'string' } } }).values;
  } catch (error) {
    return fail(`${error.message}\nUsage: npm run open [-- --port N]`);
  }
}
