import * as z from 'zod/mini';

// Zod compiles schemas with `new Function` where it may. The pages' Content-Security-Policy forbids that, and a browser
// reports even the attempt. So every schema of the contract takes zod from here.
z.config({ jitless: true });

export { z };
