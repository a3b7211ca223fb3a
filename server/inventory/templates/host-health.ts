/**
 * Sensors and element states of a healthy host.
 */
import { build } from '../../vmodl/build.ts';
import type { ElementDescription, HealthSystemRuntime } from '../../vmodl/generated/data.ts';
import type { Shelf } from './shelf.ts';

/** name, type, reading, unit modifier (power of ten), unit */
const SENSORS = [
  ['System Board 1 Inlet Temp', 'temperature', 2200, -2, 'degrees C'],
  ['Processor 1 Temp', 'temperature', 4300, -2, 'degrees C'],
  ['Processor 2 Temp', 'temperature', 4500, -2, 'degrees C'],
  ['System Board 1 Fan1A', 'fan', 648_000, -2, 'RPM'],
  ['System Board 1 Fan2A', 'fan', 648_000, -2, 'RPM'],
  ['Power Supply 1 Voltage 1', 'voltage', 23_000, -2, 'Volts'],
  ['Power Supply 2 Voltage 2', 'voltage', 23_000, -2, 'Volts'],
  ['System Board 1 Pwr Consumption', 'power', 18_200, -2, 'Watts'],
] as const;

export function healthRuntime(packages: number, shelf: Shelf): HealthSystemRuntime {
  return shelf.keep(`host:health:${packages}`, () => {
    const green = status('Green', 'Sensor is operating under normal conditions', 'green');
    const good = status('Green', 'Physical element is functioning as expected', 'Green');
    return build('HealthSystemRuntime', {
      systemHealthInfo: build('HostSystemHealthInfo', {
        numericSensorInfo: SENSORS.map(
          ([name, sensorType, currentReading, unitModifier, baseUnits]) =>
            build('HostNumericSensorInfo', {
              name,
              healthState: green,
              currentReading,
              unitModifier,
              baseUnits,
              sensorType,
            }),
        ),
      }),
      hardwareStatusInfo: build('HostHardwareStatusInfo', {
        memoryStatusInfo: [
          build('HostHardwareElementInfo', { name: 'System Memory', status: good }),
        ],
        cpuStatusInfo: Array.from({ length: packages }, (_, index) =>
          build('HostHardwareElementInfo', { name: `CPU Package ${index}`, status: good }),
        ),
        storageStatusInfo: [],
      }),
    });
  });
}

function status(label: string, summary: string, key: string): ElementDescription {
  return build('ElementDescription', { label, summary, key });
}
