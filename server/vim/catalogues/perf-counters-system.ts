/**
 * Performance counters of the system, power, the resource scheduler, clusters, operations and host
 * based replication; the lines are read as in `perf-counters-cpu-mem.ts`.
 */
export const SYSTEM_COUNTERS = `
155 uptime latest second absolute 1 3 hv/ | Uptime | Time since the last start
156 heartbeat latest number absolute 4 4 v/ | Heartbeat | Heartbeats of the guest
471 osUptime latest second absolute 4 4 v/ | OS Uptime | Time since the guest's last start
472 resourceCpuUsage average megaHertz rate 3 3 /h | Resource CPU usage | CPU used by a system resource group
473 resourceMemTouched latest kiloBytes absolute 3 3 /h | Resource memory touched | Memory touched by a system resource group
474 resourceMemMapped latest kiloBytes absolute 3 3 /h | Resource memory mapped | Memory mapped by a system resource group
475 resourceMemShared latest kiloBytes absolute 3 3 /h | Resource memory shared | Memory shared by a system resource group
476 resourceMemSwapped latest kiloBytes absolute 3 3 /h | Resource memory swapped | Memory swapped by a system resource group
477 resourceMemOverhead latest kiloBytes absolute 3 3 /h | Resource memory overhead | Overhead memory of a system resource group
478 resourceMemCow latest kiloBytes absolute 3 3 /h | Resource memory shared saved | Memory shared by copy on write in a system resource group
479 resourceMemZero latest kiloBytes absolute 3 3 /h | Resource memory zero | Zero pages of a system resource group
480 resourceCpuRun1 latest percent absolute 3 3 /h | Resource CPU running (1 min. average) | Running, mean of one minute
481 resourceCpuAct1 latest percent absolute 3 3 /h | Resource CPU active (1 min. average) | Active, mean of one minute
482 resourceCpuMaxLimited1 latest percent absolute 3 3 /h | Resource CPU maximum limited (1 min.) | Held back by the limit, mean of one minute
483 resourceCpuRun5 latest percent absolute 3 3 /h | Resource CPU running (5 min. average) | Running, mean of five minutes
484 resourceCpuAct5 latest percent absolute 3 3 /h | Resource CPU active (5 min. average) | Active, mean of five minutes
485 resourceCpuMaxLimited5 latest percent absolute 3 3 /h | Resource CPU maximum limited (5 min.) | Held back by the limit, mean of five minutes
486 resourceCpuAllocMin latest megaHertz absolute 3 3 /h | Resource CPU allocation minimum (in MHz) | Reservation of a system resource group
487 resourceCpuAllocMax latest megaHertz absolute 3 3 /h | Resource CPU allocation maximum (in MHz) | Limit of a system resource group
488 resourceCpuAllocShares latest number absolute 3 3 /h | Resource CPU allocation shares | Shares of a system resource group
489 resourceMemAllocMin latest kiloBytes absolute 3 3 /h | Resource memory allocation minimum (in KB) | Memory reservation of a system resource group
490 resourceMemAllocMax latest kiloBytes absolute 3 3 /h | Resource memory allocation maximum (in KB) | Memory limit of a system resource group
491 resourceMemAllocShares latest number absolute 3 3 /h | Resource memory allocation shares | Memory shares of a system resource group
492 resourceMemConsumed latest kiloBytes absolute 4 4 /h | Resource memory consumed | Memory consumed by a system resource group
493 resourceFdUsage latest number absolute 4 4 /h | Resource file descriptors used | File descriptors used by a system resource group
`;

export const POWER_COUNTERS = `
157 power average watt rate 2 3 hv/ | Usage | Power drawn now
158 powerCap average watt absolute 3 3 h/ | Cap | Greatest power allowed
159 energy summation joule delta 3 3 hv/ | Energy usage | Energy used since the statistics were reset
494 capacity.usable average watt absolute 4 4 h/ | Host Power Capacity Usable | Greatest power the host can draw
495 capacity.usage average watt absolute 4 4 h/ | Host Power Capacity Provisioned | Power drawn now
496 capacity.usageIdle average watt absolute 4 4 h/ | Idle Host Power Usage | Power drawn by the idle host
497 capacity.usageSystem average watt absolute 4 4 h/ | Power Usage by System Activities | Power drawn for the system itself
498 capacity.usageVm average watt absolute 4 4 h/ | Power Usage by VMs | Power drawn for virtual machines
499 capacity.usagePct average percent absolute 4 4 h/ | Host Power Capacity Usage % | Power drawn, as a share of the greatest power
`;

export const RESOURCE_SCHEDULER_COUNTERS = `
192 actav1 latest percent absolute 3 3 hv/ | Active (1 min. average) | CPU active, mean of one minute
193 actpk1 latest percent absolute 3 3 hv/ | Active (1 min. peak) | CPU active, peak of one minute
194 runav1 latest percent absolute 3 3 hv/ | Running (1 min. average) | CPU running, mean of one minute
195 actav5 latest percent absolute 3 3 hv/ | Active (5 min. average) | CPU active, mean of five minutes
196 actpk5 latest percent absolute 3 3 hv/ | Active (5 min. peak) | CPU active, peak of five minutes
197 runav5 latest percent absolute 3 3 hv/ | Running (5 min. average) | CPU running, mean of five minutes
198 actav15 latest percent absolute 3 3 hv/ | Active (15 min. average) | CPU active, mean of fifteen minutes
199 actpk15 latest percent absolute 3 3 hv/ | Active (15 min. peak) | CPU active, peak of fifteen minutes
200 runav15 latest percent absolute 3 3 hv/ | Running (15 min. average) | CPU running, mean of fifteen minutes
201 runpk1 latest percent absolute 3 3 hv/ | Running (1 min. peak) | CPU running, peak of one minute
202 maxLimited1 latest percent absolute 3 3 hv/ | Throttled (1 min. average) | Held back by the limit, mean of one minute
203 runpk5 latest percent absolute 3 3 hv/ | Running (5 min. peak) | CPU running, peak of five minutes
204 maxLimited5 latest percent absolute 3 3 hv/ | Throttled (5 min. average) | Held back by the limit, mean of five minutes
205 runpk15 latest percent absolute 3 3 hv/ | Running (15 min. peak) | CPU running, peak of fifteen minutes
206 maxLimited15 latest percent absolute 3 3 hv/ | Throttled (15 min. average) | Held back by the limit, mean of fifteen minutes
207 sampleCount latest number absolute 3 3 hv/ | Group CPU sample count | Samples taken of the group
208 samplePeriod latest millisecond absolute 3 3 hv/ | Group CPU sample period | Period of the samples
`;

export const CLUSTER_COUNTERS = `
215 cpufairness latest number absolute 1 3 h/ | CPU fairness | How even the CPU entitlement is delivered
216 memfairness latest number absolute 1 3 h/ | Memory fairness | How even the memory entitlement is delivered
276 effectivecpu average megaHertz rate 1 3 c/ | Effective CPU resources | CPU of all hosts that can run virtual machines
277 effectivemem average megaBytes absolute 1 3 c/ | Effective memory resources | Memory of all hosts that can run virtual machines
280 failover latest number absolute 1 3 c/ | Current failover level | Host failures the cluster can stand
500 clusterDrsScore latest percent absolute 1 3 c/ | DRS score | How well the cluster serves its virtual machines
501 vmDrsScore latest percent absolute 1 3 v/ | VM DRS score | How well the virtual machine is served
`;

export const OPERATION_COUNTERS = `
256 numPoweron latest number absolute 1 3 cn/ | VM power on count | Power on operations
257 numPoweroff latest number absolute 1 3 cn/ | VM power off count | Power off operations
258 numSuspend latest number absolute 1 3 cn/ | VM suspend count | Suspend operations
259 numReset latest number absolute 1 3 cn/ | VM reset count | Reset operations
260 numRebootGuest latest number absolute 1 3 cn/ | VM guest reboot count | Guest reboots
261 numStandbyGuest latest number absolute 1 3 cn/ | VM standby guest count | Guest standbys
262 numShutdownGuest latest number absolute 1 3 cn/ | VM guest shutdown count | Guest shutdowns
263 numCreate latest number absolute 1 3 cn/ | VM create count | Create operations
264 numDestroy latest number absolute 1 3 cn/ | VM delete count | Delete operations
265 numRegister latest number absolute 1 3 cn/ | VM register count | Register operations
266 numUnregister latest number absolute 1 3 cn/ | VM unregister count | Unregister operations
267 numReconfigure latest number absolute 1 3 cn/ | VM reconfigure count | Reconfigure operations
268 numClone latest number absolute 1 3 cn/ | VM clone count | Clone operations
269 numDeploy latest number absolute 1 3 cn/ | VM template deploy count | Deployments of templates
270 numChangeHost latest number absolute 1 3 cn/ | VM host change count (non-powered-on VMs) | Changes of host of virtual machines not running
271 numChangeDS latest number absolute 1 3 cn/ | VM datastore change count (non-powered-on VMs) | Changes of datastore of virtual machines not running
272 numChangeHostDS latest number absolute 1 3 cn/ | VM host and datastore change count (non-powered-on VMs) | Changes of both of virtual machines not running
273 numVMotion latest number absolute 1 3 cn/ | vMotion count | Migrations with vMotion
274 numSVMotion latest number absolute 1 3 cn/ | Storage vMotion count | Migrations with Storage vMotion
275 numXVMotion latest number absolute 1 3 cn/ | Host and datastore change count for powered-on and suspended VMs | Migrations of host and datastore at once
`;

export const REPLICATION_COUNTERS = `
502 hbrNumVms average number absolute 4 4 h/ | vSphere Replication VM Count | Virtual machines replicated
503 hbrNetRx average kiloBytesPerSecond rate 4 4 h/ | Replication Data Receive Rate | Rate of receiving replicated data
504 hbrNetTx average kiloBytesPerSecond rate 4 4 hv/ | Replication Data Transmit Rate | Rate of sending replicated data
`;
