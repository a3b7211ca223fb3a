/** A terminal that remembers, and a server which only listens: the command line is what is tested. */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EndSignal, Terminal } from '../../server/cli/terminal.ts';
import { ManualWallClock } from '../../server/clock/wall-clock.ts';
import type { RunningServer, ServerOptions } from '../../server/config.ts';
import type { Services } from '../../server/vim/method.ts';

export class FakeTerminal implements Terminal {
  stdout = '';
  stderr = '';
  readonly wall = new ManualWallClock();
  readonly env: Record<string, string | undefined>;
  readonly #acts = new Set<(signal: EndSignal) => void>();
  readonly #inputs: (() => void)[] = [];
  #typed = false;
  readonly #watchers: (() => void)[] = [];

  constructor(env: Record<string, string | undefined> = {}) {
    this.env = env;
  }

  readonly out = (text: string) => {
    this.stdout += text;
    for (const act of this.#watchers) act();
  };

  readonly err = (text: string) => {
    this.stderr += text;
    for (const act of this.#watchers) act();
  };

  readonly onEndSignal = (act: (signal: EndSignal) => void) => {
    this.#acts.add(act);
    return () => void this.#acts.delete(act);
  };

  readonly onInput = (act: () => void) => {
    if (this.#typed) act();
    else this.#inputs.push(act);
  };

  signal(signal: EndSignal): void {
    for (const act of [...this.#acts]) act(signal);
  }

  type(): void {
    this.#typed = true;
    for (const act of this.#inputs) act();
  }

  /** Resolves once what was written matches. */
  said(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const check = () => pattern.test(this.stdout + this.stderr) && resolve();
      this.#watchers.push(check);
      check();
    });
  }
}

/** Servers made so far, with what they were made from. */
export class FakeServers {
  readonly made: ServerOptions[] = [];
  closed = 0;

  readonly createServer = async (options: ServerOptions): Promise<RunningServer> => {
    const http = createHttpServer();
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject).listen(options.listen.port, options.listen.host, resolve);
    });
    this.made.push(options);
    const { address, port, family } = http.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    const url = `${options.tls ? 'https' : 'http'}://${host}:${port}`;
    return {
      url,
      sdkUrl: `${url}/sdk`,
      services: {} as Services,
      close: async () => {
        this.closed += 1;
        await new Promise((resolve) => http.close(resolve));
      },
    };
  };
}
