/**
 * What a server is made from, and what is known of it once it runs.
 *
 * The command line and the environment are read in `cli/`; programs that embed the server fill the
 * options themselves.
 */
import type { TimeMode } from './clock/time-mode.ts';
import type { Durability } from './inventory/persistence/store.ts';
import type { Dc0Counts } from './inventory/seed/dc0-model.ts';
import type { Logger } from './log.ts';
import type { ContentLimits } from './vim/datastore-files/contents/file-contents.ts';
import type { Services } from './vim/method.ts';

export interface ListenAddress {
  /** Name or IP address, without brackets. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** PEM texts. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** `strict`: the user and password given. `any`: every pair that is not empty. */
export type AuthMode = 'strict' | 'any';

export interface ServerOptions {
  readonly listen: ListenAddress;
  /** Further addresses that answer alike. */
  readonly alsoListen?: readonly ListenAddress[] | undefined;
  /** Name of a built-in seed, or of the file `seedText` was read from (for messages). */
  readonly seed: string;
  /** Content of a seed file; absent for built-in seeds. */
  readonly seedText?: string | undefined;
  /** Counts of the vcsim-shaped model; takes the place of the seed. */
  readonly model?: Dc0Counts | undefined;
  readonly time: TimeMode;
  /** A release of the vim25 ladder: `8.0.3.0`. */
  readonly apiVersion: string;
  /** What tells this vCenter from others; the same for all unless given. */
  readonly instanceUuid?: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly auth: AuthMode;
  readonly tls: false | Certificate;
  /** Overrules what the seed's options say. */
  readonly storageVmotionWarning?: boolean | undefined;
  /** Where the inventory is kept across restarts; nowhere when absent. */
  readonly dataDir?: string | undefined;
  readonly durability: Durability;
  /** How much may be uploaded into files of datastores; 256 MB each and 1 GB in all unless given. */
  readonly fileLimits?: ContentLimits | undefined;
  /** What the control plane (`/_mock`) demands; without it, it answers only if the listener is loopback. */
  readonly controlToken?: string | undefined;
  /** Names by which clients may call the control plane besides loopback names and IP addresses. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Hold answers over REST against openapi.yaml: for tests, it costs time. */
  readonly judgeAnswers?: boolean | undefined;
  readonly log: Logger;
}

export interface RunningServer {
  /** `https://127.0.0.1:8989` */
  readonly url: string;
  /** `https://127.0.0.1:8989/sdk` */
  readonly sdkUrl: string;
  /** SHA-1 of the certificate as vSphere writes it, `AB:CD:…`; absent without TLS. */
  readonly thumbprint?: string | undefined;
  readonly services: Services;
  /** Ends open connections, writes what waits. */
  close(): Promise<void>;
}

export const DEFAULT_LISTEN: ListenAddress = { host: '127.0.0.1', port: 8989 };
/** A release from before the renumbering: what most clients in use were built against. */
export const DEFAULT_API_VERSION = '8.0.3.0';
export const DEFAULT_USER = 'administrator@vsphere.local';
export const DEFAULT_PASSWORD = 'VMware1!';
export const DEFAULT_SEED = 'lab';

/** Is that address reachable from this machine alone? */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127\./.test(name)
  );
}
