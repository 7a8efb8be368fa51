import { parseArgs } from 'node:util';
import { addressLines } from './addresses.mjs';
import { fail, say } from './console.mjs';
import { refuseOtherAddresses, startDashboard } from './dashboard.mjs';
import { keysHelp, listenToKeys } from './keys.mjs';
import { endOnSignals, ensurePortFree, readPort } from './processes.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';
import { takeToken } from './token.mjs';

// npm start -- [--context NAME] [--namespaces a,b] [--read-only] [--port N]: the dashboard on a real cluster.

const options = readOptions();
refuseOtherAddresses(options.host ?? process.env.HOST);
const token = takeToken();
if (options.port !== undefined) process.env.PORT = options.port;
const port = readPort('PORT', 3000);
await ensurePortFree(port, 'PORT');
ensureInstalled();
ensureBuilt();
endOnSignals();
const { addresses, tokenFile } = await startDashboard({
  port,
  token,
  env: {
    SLUICE_CONTEXT: options.context ?? process.env.SLUICE_CONTEXT ?? '',
    SLUICE_NAMESPACES: options.namespaces ?? process.env.SLUICE_NAMESPACES ?? '',
    SLUICE_READ_ONLY: options['read-only'] ? '1' : (process.env.SLUICE_READ_ONLY ?? ''),
    SLUICE_EMBEDDED: '',
  },
});
say(`
  Sluice is ready${options['read-only'] ? ', read-only' : ''}.

${addressLines(addresses)}
  Scripts  the token in ${tokenFile}

${keysHelp()}
`);
listenToKeys(port);

function readOptions() {
  try {
    return parseArgs({
      options: {
        context: { type: 'string' },
        namespaces: { type: 'string' },
        'read-only': { type: 'boolean', default: false },
        port: { type: 'string' },
        host: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return fail(
      `${error.message}\nUsage: npm start -- [--context NAME] [--namespaces a,b] [--read-only] [--port N]`,
    );
  }
}
