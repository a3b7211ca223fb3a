/**
 * HostHealthStatusSystem: sensors of a host's hardware.
 */
import { build } from '../../vmodl/build.ts';
import { fromHost } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostHealthStatusSystem = objectType({
  type: 'HostHealthStatusSystem',
  methods: {
    /** Sensors are read when somebody asks; there is nothing to catch up with. */
    RefreshHealthStatusSystem: () => {},

    /** The hardware has logged nothing. */
    FetchSystemEventLog: () => [],
    ClearSystemEventLog: () => {},
  },
  derivations: [
    fromHost(
      'HostHealthStatusSystem',
      'runtime',
      'runtime',
      (runtime) => runtime.healthSystemRuntime ?? build('HealthSystemRuntime', {}),
    ),
  ],
});
