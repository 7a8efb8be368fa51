import { basename } from 'node:path';
import { assertNever } from '#lib/assert-never.ts';
import { foreignText } from '#lib/format/mask-secrets.ts';
import { type Clock, elapsedMs, type Moment } from '#server/clock.ts';
import type { ExecEntry } from '#server/kubernetes/credentials/kubeconfig-schema.ts';
import { type PluginCredential, readAnswer } from '#server/kubernetes/credentials/plugin/answer.ts';
import { execInfo, type PluginCluster } from '#server/kubernetes/credentials/plugin/exec-info.ts';
import { findCommand } from '#server/kubernetes/credentials/plugin/find-command.ts';
import { PluginPace } from '#server/kubernetes/credentials/plugin/pace.ts';
import { type PluginEnd, runPlugin } from '#server/kubernetes/credentials/plugin/run.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface PluginOptions {
  exec: ExecEntry;
  cluster: PluginCluster;
  env: Environment;
  clock: Clock;
  /** Shows a plugin's standard error to the person at the terminal. */
  terminal: (words: string) => void;
  /** Called when state() changed. Must not throw. */
  onChange: () => void;
}

/** State of a plugin. Times are Unix ms. */
export interface PluginState {
  /** The running process, if any. `words` is the end of its standard error, made safe for a screen. */
  running: { since: number; ranMs: number; words: string } | null;
  /** Why the plugin last failed and since when it has been failing; null when it last succeeded. `message` contains none of its output. */
  failure: { since: number; message: string } | null;
}

interface Got {
  value: PluginCredential;
  at: Moment;
  /** Remaining life of the credential at that time, ms. */
  lifeMs: number;
}

/** Upper limit of a run: as long as a person may take to sign in. */
const LIMIT_MS = 5 * 60_000;
/** How long a request waits for a plugin. A plugin that takes longer keeps running without it. */
const PATIENCE_MS = 10_000;
/** Minimum time that a credential is used, even if it has already expired: the plugin's clock may differ. */
const LEAST_LIFE_MS = 10_000;
/**
 * A credential is renewed while the previous one is still valid, so that a slow plugin causes no outage: this long before it expires, or at
 * half its life if that is later.
 */
const RENEW_BEFORE_MS = 60_000;
const WORDS_SHOWN = 2_000;

/**
 * One exec plugin of a kubeconfig: at most one process at a time, exponential back-off after failures, its credential cached until it
 * expires.
 */
export class ExecPlugin {
  /** File name of the command. */
  readonly name: string;
  readonly #options: PluginOptions;
  readonly #pace = new PluginPace();
  #credential: Got | undefined;
  #running:
    | { promise: Promise<PluginCredential>; since: number; began: Moment; words: string; stop: () => void }
    | undefined;
  #failure: { since: number; error: CredentialsError } | undefined;
  #isWatched = false;

  constructor(options: PluginOptions) {
    this.#options = options;
    this.name = foreignText(basename(options.exec.command), 80);
  }

  /** While a valid credential exists, an early renewal and its failure are not reported. */
  state(): PluginState {
    if (this.#credential !== undefined && this.#holds(this.#credential))
      return { running: null, failure: null };
    const [running, failure] = [this.#running, this.#failure];
    return {
      running:
        running === undefined
          ? null
          : {
              since: running.since,
              ranMs: elapsedMs(this.#options.clock, running.began),
              words: foreignText(running.words, WORDS_SHOWN).trim(),
            },
      failure: failure === undefined ? null : { since: failure.since, message: failure.error.message },
    };
  }

  /** The credential. Throws CredentialsError when the plugin failed and its back-off is not over, or when it waits for a person. */
  async credential(): Promise<PluginCredential> {
    const { clock } = this.#options;
    const isPause = this.#failure !== undefined && this.#pace.isPause(clock.moment(), this.#isWatched);
    const credential = this.#credential;
    if (credential !== undefined && this.#holds(credential)) {
      if (this.#isEnding(credential) && this.#running === undefined && !isPause) this.#start();
      return credential.value;
    }
    if (credential !== undefined) {
      // From now on the state of the early renewal is reported.
      this.#credential = undefined;
      this.#options.onChange();
    }
    if (this.#running === undefined) {
      if (isPause && this.#failure !== undefined) throw this.#failure.error;
      this.#start();
    }
    return await this.#patiently();
  }

  #holds({ value: { expiresAt }, at }: Got): boolean {
    const { clock } = this.#options;
    return expiresAt === null || clock.now() < expiresAt || elapsedMs(clock, at) < LEAST_LIFE_MS;
  }

  #isEnding({ value: { expiresAt }, lifeMs }: Got): boolean {
    if (expiresAt === null) return false;
    return this.#options.clock.now() >= expiresAt - Math.min(RENEW_BEFORE_MS, lifeMs / 2);
  }

  /** Discards the credential that the API server refused. */
  expire(): void {
    this.#credential = undefined;
  }

  /** Ends the back-off after a failure. */
  retry(): void {
    this.#pace.reset();
  }

  setWatched(isWatched: boolean): void {
    if (isWatched && !this.#isWatched) this.retry();
    this.#isWatched = isWatched;
  }

  stop(): void {
    this.#running?.stop();
  }

  async #patiently(): Promise<PluginCredential> {
    const running = this.#running;
    if (running === undefined) throw new Error('a plugin that was started runs');
    const { clock } = this.#options;
    const left = PATIENCE_MS - elapsedMs(clock, running.began);
    return await new Promise((resolve, reject) => {
      const giveUp = (): void =>
        reject(
          new CredentialsError(
            `The credential plugin ${this.name} is still running; it may be waiting for you to sign in.`,
          ),
        );
      const cancel = left <= 0 ? giveUp() : clock.after(left, giveUp);
      void running.promise.then(resolve, reject).finally(() => cancel?.());
    });
  }

  #start(): void {
    const { exec, cluster, env, clock, terminal, onChange } = this.#options;
    const since = clock.now();
    const began = clock.moment();
    const decoder = new TextDecoder();
    const mode = exec.interactiveMode;
    const path = findCommand(exec.command, env, process.platform);
    const run =
      mode === 'Always'
        ? refuse(
            `The credential plugin ${this.name} needs a terminal (interactiveMode: Always), and Sluice has none to offer. Sign in once with kubectl, or set interactiveMode: IfAvailable.`,
          )
        : path === null
          ? refuse(
              `The credential plugin ${this.name} is not installed: there is no executable file ${exec.command}.${hint(exec)}`,
            )
          : runPlugin({
              path,
              args: exec.args,
              env: {
                ...withoutOurs(env),
                ...ownVariables(exec),
                KUBERNETES_EXEC_INFO: execInfo(exec, cluster),
              },
              clock,
              limitMs: LIMIT_MS,
              onWords: (words) => {
                const text = decoder.decode(words, { stream: true });
                terminal(text);
                if (this.#running !== running) return;
                running.words = (running.words + text).slice(-2 * WORDS_SHOWN);
                onChange();
              },
            });
    const promise = run.ended.then((end) => this.#finish(end, began));
    // Nobody may be waiting when it fails; state() reports the failure then.
    promise.catch(() => undefined);
    const running = { promise, since, began, words: '', stop: run.stop };
    this.#running = running;
    onChange();
  }

  #finish(end: PluginEnd | CredentialsError, began: Moment): PluginCredential {
    const { clock, exec, onChange } = this.#options;
    this.#running = undefined;
    try {
      if (end instanceof CredentialsError) throw end;
      const value = readAnswer(this.#stdout(end), exec.apiVersion, this.name);
      const lifeMs = Math.max(0, (value.expiresAt ?? Number.POSITIVE_INFINITY) - clock.now());
      this.#credential = { value, at: clock.moment(), lifeMs };
      this.#failure = undefined;
      this.#pace.reset();
      return value;
    } catch (error) {
      const failure = error instanceof CredentialsError ? error : new CredentialsError(this.#words('failed'));
      this.#failure = { since: this.#failure?.since ?? clock.now(), error: failure };
      this.#pace.failed(clock.moment(), elapsedMs(clock, began));
      throw failure;
    } finally {
      onChange();
    }
  }

  #stdout(end: PluginEnd): Buffer {
    switch (end.kind) {
      case 'exited':
        if (end.code === 0) return end.stdout;
        throw new CredentialsError(
          this.#words(`failed with exit code ${end.code}; its output is in the terminal`),
        );
      case 'signal':
        throw new CredentialsError(this.#words(`was killed by the signal ${end.signal}`));
      case 'tooLong':
        throw new CredentialsError(this.#words('printed more than an ExecCredential can hold'));
      case 'timeout':
        throw new CredentialsError(
          this.#words(`was stopped after ${LIMIT_MS / 60_000} minutes without an answer`),
        );
      case 'notStarted':
        throw new CredentialsError(this.#words(`could not be started (${end.code}): ${exec(end.code)}`));
      case 'stopped':
        throw new CredentialsError(this.#words('was stopped'));
      default:
        return assertNever(end);
    }
  }

  #words(what: string): string {
    return `The credential plugin ${this.name} ${what}.`;
  }
}

function exec(code: string): string {
  return code === 'EACCES' ? 'the file is not executable' : 'is the file a program for this machine?';
}

function refuse(message: string): { ended: Promise<CredentialsError>; stop: () => void } {
  return { ended: Promise.resolve(new CredentialsError(message)), stop: () => undefined };
}

function hint({ installHint }: ExecEntry): string {
  return installHint === '' ? '' : ` ${foreignText(installHint, 1_000).replace(/\s+/g, ' ').trim()}`;
}

/** Removes Sluice's own secrets and settings, and those of the framework that it runs in: a plugin must not see them. */
function withoutOurs(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:SLUICE_|SIMULATOR_|NEXT_|__NEXT)/i.test(name)),
  );
}

function ownVariables({ env }: ExecEntry): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}
