/**
 * What of a server's behaviour its owner chooses: a seed's `options`, overruled by the command line.
 * One set per server, handed to methods with the services.
 */
export interface Settings {
  /** After a Storage vMotion of a running VM, the VM shows a warning until it has been restarted. */
  readonly storageVmotionWarning: boolean;
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({ storageVmotionWarning: false });
