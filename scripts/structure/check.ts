import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importGraph } from './import-graph.ts';
import { layers } from './layers.ts';
import { structureProblems } from './problems.ts';

// Fails when files import each other in a cycle, or a folder imports one above it.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const graph = importGraph(root, ['app', 'components', 'lib', 'scripts', 'server', 'simulator', 'tests']);
const problems = structureProblems(graph, layers);
const lines = [...problems, `${graph.size} files, ${problems.length} problems`];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
