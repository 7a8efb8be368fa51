import { readFileSync, writeFileSync } from 'node:fs';
import { KUBECTL_VERSION } from '#tests/needs.ts';
import { base64, ID_TOKEN, NEXT_TOKEN, PASSWORD, TOKEN } from '#tests/system/kubeconfigs/case.ts';
import type { Listed } from '#tests/system/kubeconfigs/room.ts';

const FILE = new URL('kubectl-answers.json', import.meta.url);
const SHORT: readonly (readonly [string, string])[] = [
  [TOKEN, 'TOKEN'],
  [NEXT_TOKEN, 'NEXT_TOKEN'],
  [ID_TOKEN, 'ID_TOKEN'],
  [base64(`jane:${PASSWORD}`), 'PASSWORD'],
];

/** answerOf describes in a few words whether the Services were listed, and with which proof. */
export function answerOf({ services, proofs }: Listed): string {
  if (services === null) return 'refuses';
  const proof = SHORT.reduce((text, [long, short]) => text.replaceAll(long, short), proofs.join(' and '));
  return `lists with ${proof === '' ? 'no proof' : proof}`;
}

/**
 * The recorded results of stock kubectl for each case, in the words of answerOf, so that machines without kubectl test the same.
 * `kubectl-answers.json` names the version it was recorded with. A run with RECORD_KUBECTL=1 rewrites it: `RECORD_KUBECTL=1 npm run unit
 * tests/system/kubeconfigs.test.ts`.
 */
export class KubectlAnswers {
  readonly isRecording = process.env.RECORD_KUBECTL === '1' && KUBECTL_VERSION !== undefined;
  readonly version: string;
  readonly #recorded: Readonly<Record<string, string>>;
  readonly #heard = new Map<string, string>();

  constructor() {
    const { kubectl, cases } = JSON.parse(readFileSync(FILE, 'utf8')) as {
      kubectl: string;
      cases: Record<string, string>;
    };
    this.version = kubectl;
    this.#recorded = cases;
  }

  /** The cases that kubectl's answer is known for: from the record, or from this run when it records. */
  get names(): string[] {
    return this.isRecording ? [...this.#heard.keys()] : Object.keys(this.#recorded);
  }

  /** The expected result of a case. Undefined when nothing is recorded. */
  expected(name: string): string | undefined {
    return this.isRecording ? this.#heard.get(name) : this.#recorded[name];
  }

  /** Records kubectl's result in this run. */
  heard(name: string, answer: string): void {
    this.#heard.set(name, answer);
  }

  /** Writes this run's results, in the order of the names, if it is a recording run. A case that did not run keeps its answer. */
  save(names: readonly string[]): void {
    if (!this.isRecording) return;
    const cases = Object.fromEntries(
      names.map((name) => [name, this.#heard.get(name) ?? this.#recorded[name]]),
    );
    writeFileSync(FILE, `${JSON.stringify({ kubectl: KUBECTL_VERSION, cases }, null, 2)}\n`);
  }
}
