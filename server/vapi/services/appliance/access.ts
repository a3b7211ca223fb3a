/** `com.vmware.appliance.access`: who may reach the appliance, by console, DCUI, SSH and shell. */
import { vapiService } from '../../service.ts';
import { applianceError, applianceOf, setAppliance } from './appliance-store.ts';
import { bootMs } from './boot.ts';

/** The shell is opened for a day at most. */
const SHELL_MAX_SECONDS = 86_400;

export const consoleCli = vapiService('com.vmware.appliance.access.consolecli', {
  get: (_input, { inventory }) => applianceOf(inventory).consoleCli ?? true,
  set: ({ enabled }, context) => setAppliance(context, { consoleCli: enabled }),
});

export const dcui = vapiService('com.vmware.appliance.access.dcui', {
  get: (_input, { inventory }) => applianceOf(inventory).dcui ?? true,
  set: ({ enabled }, context) => setAppliance(context, { dcui: enabled }),
});

export const ssh = vapiService('com.vmware.appliance.access.ssh', {
  get: (_input, { inventory }) => applianceOf(inventory).ssh ?? false,
  set: ({ enabled }, context) => setAppliance(context, { ssh: enabled }),
});

export const shell = vapiService('com.vmware.appliance.access.shell', {
  /** `timeout` is what is left of it, in seconds. */
  get(_input, context) {
    const { shellFromMs = 0, shellUntilMs = 0 } = applianceOf(context.inventory);
    const leftMs = shellUntilMs - context.clock.now();
    const enabled = leftMs > 0 && shellFromMs >= bootMs(context);
    return { enabled, timeout: enabled ? Math.ceil(leftMs / 1000) : 0 };
  },

  set({ config: { enabled, timeout } }, context) {
    if (timeout < 0 || timeout > SHELL_MAX_SECONDS) {
      throw applianceError(
        'access.shell.timeout.invalid',
        `A timeout of ${timeout} seconds is out of range: 0 … ${SHELL_MAX_SECONDS}.`,
        [String(timeout)],
      );
    }
    const now = context.clock.now();
    setAppliance(context, {
      shellFromMs: now,
      shellUntilMs: enabled ? now + timeout * 1000 : now,
    });
  },
});
