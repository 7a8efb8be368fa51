import { config } from 'zod/mini';

// Zod compiles schemas with `new Function` where it may. The pages' Content-Security-Policy forbids that, and a browser
// reports even the attempt. So every schema of the contract takes zod from here. Named exports, so that a page loads only what it uses.
config({ jitless: true });

export * from 'zod/mini';
