import { config } from 'zod/mini';

// Zod compiles schemas with `new Function` where allowed. The pages' Content-Security-Policy forbids it, and a browser reports even the
// attempt. So every schema of the contract imports zod from here. The exports are named, so that a page loads only what it uses.
config({ jitless: true });

export * from 'zod/mini';
