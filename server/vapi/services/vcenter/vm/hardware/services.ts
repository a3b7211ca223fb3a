/** The services of a VM's hardware. */
import type { ServiceTable } from '../../../../service.ts';
import { nvmeAdapter, sataAdapter, scsiAdapter } from './adapters.ts';
import { boot, bootDevice } from './boot.ts';
import { cdrom } from './cdrom.ts';
import { cpu } from './cpu.ts';
import { disk } from './disk.ts';
import { ethernet } from './ethernet.ts';
import { floppy } from './floppy.ts';
import { hardware } from './hardware.ts';
import { memory } from './memory.ts';
import { parallel } from './parallel.ts';
import { serial } from './serial.ts';

export const HARDWARE_SERVICES: readonly ServiceTable[] = [
  hardware,
  cpu,
  memory,
  boot,
  bootDevice,
  disk,
  ethernet,
  cdrom,
  floppy,
  serial,
  parallel,
  scsiAdapter,
  sataAdapter,
  nvmeAdapter,
];
