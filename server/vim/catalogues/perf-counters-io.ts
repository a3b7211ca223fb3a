/**
 * Performance counters of disks, datastores and networks; the lines are read as in
 * `perf-counters-cpu-mem.ts`.
 */
export const DISK_COUNTERS = `
124* usage kiloBytesPerSecond rate 1 3 hv/ | Usage | Disk traffic, reads and writes
128 numberRead summation number delta 3 3 /h | Read requests | Reads
129 numberWrite summation number delta 3 3 /h | Write requests | Writes
130 read average kiloBytesPerSecond rate 2 3 hv/h | Read rate | Rate of reading
131 write average kiloBytesPerSecond rate 2 3 hv/h | Write rate | Rate of writing
132 totalLatency average millisecond absolute 3 3 /h | Command latency | Time of a command as the guest sees it
133 maxTotalLatency latest millisecond absolute 1 3 hv/ | Highest latency | Highest latency of all disks
134 commandsAborted summation number delta 2 3 /h | Commands terminated | Commands aborted
135 busResets summation number delta 2 3 /h | Bus resets | Resets of the bus
136 numberReadAveraged average number rate 1 3 /h | Average read requests per second | Reads per second
137 numberWriteAveraged average number rate 1 3 /h | Average write requests per second | Writes per second
138 throughput.usage average kiloBytesPerSecond rate 4 4 /h | Disk Throughput Usage | Rate of reading and writing
139 throughput.contention average millisecond absolute 4 4 /h | Disk Throughput Contention | Time of a command
140 scsiReservationConflicts summation number delta 2 3 /h | Disk SCSI Reservation Conflicts | Reservation conflicts
141 scsiReservationCnflctsPct average percent absolute 4 4 /h | Disk SCSI Reservation Conflicts % | Share of commands with reservation conflicts
281 used latest kiloBytes absolute 1 4 vds/d | Space actually used | Space used
282 provisioned latest kiloBytes absolute 1 4 vds/d | Space potentially used | Space that may be used at most
283 capacity latest kiloBytes absolute 1 3 ds/ | Capacity | Size
284 unshared latest kiloBytes absolute 1 4 vds/d | Space not shared | Space used by one virtual machine alone
285 actualused latest megaBytes absolute 2 3 / | Space actually used | Space used
286 deltaused latest kiloBytes absolute 2 3 d/d | Overhead due to delta disk backings | Space used by delta disks
287 capacity.provisioned average kiloBytes absolute 4 4 / | Disk Capacity Provisioned | Space provisioned
288 capacity.usage average kiloBytes absolute 4 4 s/ | Disk Capacity Usage | Space used
289 capacity.contention average percent absolute 4 4 / | Disk Capacity Contention | Space asked for in vain
430 deviceReadLatency average millisecond absolute 2 3 /h | Physical device read latency | Time of a read at the device
431 kernelReadLatency average millisecond absolute 2 3 /h | Kernel read latency | Time of a read in the VMkernel
432 totalReadLatency average millisecond absolute 2 3 /h | Read latency | Time of a read as the guest sees it
433 queueReadLatency average millisecond absolute 2 3 /h | Queue read latency | Time of a read in the VMkernel queue
434 deviceWriteLatency average millisecond absolute 2 3 /h | Physical device write latency | Time of a write at the device
435 kernelWriteLatency average millisecond absolute 2 3 /h | Kernel write latency | Time of a write in the VMkernel
436 totalWriteLatency average millisecond absolute 2 3 /h | Write latency | Time of a write as the guest sees it
437 queueWriteLatency average millisecond absolute 2 3 /h | Queue write latency | Time of a write in the VMkernel queue
438 deviceLatency average millisecond absolute 1 3 /h | Physical device command latency | Time of a command at the device
439 kernelLatency average millisecond absolute 2 3 /h | Kernel command latency | Time of a command in the VMkernel
440 queueLatency average millisecond absolute 2 3 /h | Queue command latency | Time of a command in the VMkernel queue
441 maxQueueDepth average number absolute 1 3 /h | Maximum queue depth | Greatest queue depth
442 commandsAveraged average number rate 2 3 /h | Average commands issued per second | Commands per second
443 commands summation number delta 2 3 /h | Commands issued | Commands
`;

export const NETWORK_COUNTERS = `
142* usage kiloBytesPerSecond rate 1 3 hv/hv | Usage | Network traffic, both ways
146 packetsRx summation number delta 2 3 hv/hv | Packets received | Packets received
147 packetsTx summation number delta 2 3 hv/hv | Packets transmitted | Packets sent
148 received average kiloBytesPerSecond rate 2 3 hv/hv | Data receive rate | Rate of receiving
149 transmitted average kiloBytesPerSecond rate 2 3 hv/hv | Data transmit rate | Rate of sending
150 throughput.provisioned average kiloBytesPerSecond absolute 4 4 h/h | pNic Throughput Provisioned | Most that the physical cards can carry
151 throughput.usable average kiloBytesPerSecond absolute 4 4 h/h | pNic Throughput Usable | What the physical cards can carry now
152 throughput.usage average kiloBytesPerSecond rate 4 4 hv/ | vNic Throughput Usage | What the virtual cards carry
153 throughput.contention summation number delta 4 4 hv/ | vNic Throughput Contention | Packets dropped
154 throughput.packetsPerSec average number rate 4 4 h/h | pNic Packets Received and Transmitted per Second | Packets per second
444 droppedRx summation number delta 2 3 hv/hv | Receive packets dropped | Packets dropped on receiving
445 droppedTx summation number delta 2 3 hv/hv | Transmit packets dropped | Packets dropped on sending
446 bytesRx average kiloBytesPerSecond rate 2 3 hv/hv | Data receive rate | Rate of receiving
447 bytesTx average kiloBytesPerSecond rate 2 3 hv/hv | Data transmit rate | Rate of sending
448 broadcastRx summation number delta 2 3 hv/hv | Broadcast receives | Broadcast packets received
449 broadcastTx summation number delta 2 3 hv/hv | Broadcast transmits | Broadcast packets sent
450 multicastRx summation number delta 2 3 hv/hv | Multicast receives | Multicast packets received
451 multicastTx summation number delta 2 3 hv/hv | Multicast transmits | Multicast packets sent
452 errorsRx summation number delta 2 3 h/h | Packet receive errors | Packets received with errors
453 errorsTx summation number delta 2 3 h/h | Packet transmit errors | Packets sent with errors
454 unknownProtos summation number delta 2 3 h/h | Unknown protocol frames | Frames of unknown protocols
455 pnicBytesRx average kiloBytesPerSecond rate 4 4 v/v | pnicBytesRx | Rate of receiving through physical cards
456 pnicBytesTx average kiloBytesPerSecond rate 4 4 v/v | pnicBytesTx | Rate of sending through physical cards
`;

export const STORAGE_ADAPTER_COUNTERS = `
160 commandsAveraged average number rate 2 2 /h | Average commands issued per second | Commands per second
161 numberReadAveraged average number rate 2 2 /h | Average read requests per second | Reads per second
162 numberWriteAveraged average number rate 2 2 /h | Average write requests per second | Writes per second
163 read average kiloBytesPerSecond rate 2 2 /h | Read rate | Rate of reading
164 write average kiloBytesPerSecond rate 2 2 /h | Write rate | Rate of writing
165 totalReadLatency average millisecond absolute 2 2 /h | Read latency | Time of a read
166 totalWriteLatency average millisecond absolute 2 2 /h | Write latency | Time of a write
167 maxTotalLatency latest millisecond absolute 1 3 h/ | Highest latency | Highest latency of all adapters
168 throughput.usage average kiloBytesPerSecond rate 4 4 /h | Storage Adapter Throughput Usage | Rate of reading and writing
169 throughput.cont average millisecond absolute 4 4 /h | Storage Adapter Throughput Contention | Time of a command
`;

export const VIRTUAL_DISK_COUNTERS = `
170 throughput.usage average kiloBytesPerSecond rate 4 4 /v | Virtual Disk Throughput Usage | Rate of reading and writing
171 numberReadAveraged average number rate 1 3 /v | Average read requests per second | Reads per second
172 numberWriteAveraged average number rate 1 3 /v | Average write requests per second | Writes per second
173 read average kiloBytesPerSecond rate 2 2 /v | Read rate | Rate of reading
174 write average kiloBytesPerSecond rate 2 2 /v | Write rate | Rate of writing
175 totalReadLatency average millisecond absolute 1 3 /v | Read latency | Time of a read
176 totalWriteLatency average millisecond absolute 1 3 /v | Write latency | Time of a write
177 throughput.cont average millisecond absolute 4 4 /v | Virtual Disk Throughput Contention | Time of a command
344 readOIO latest number absolute 2 2 /v | Average number of outstanding read requests | Reads under way
345 writeOIO latest number absolute 2 2 /v | Average number of outstanding write requests | Writes under way
346 readLoadMetric latest number absolute 2 2 /v | Read workload metric | Read load, for the storage workload model
347 writeLoadMetric latest number absolute 2 2 /v | Write workload metric | Write load, for the storage workload model
348 smallSeeks latest number absolute 4 4 /v | Number of small seeks | Seeks below 64 logical blocks
349 mediumSeeks latest number absolute 4 4 /v | Number of medium seeks | Seeks of 64 to 8192 logical blocks
350 largeSeeks latest number absolute 4 4 /v | Number of large seeks | Seeks above 8192 logical blocks
457 readLatencyUS latest microsecond absolute 4 4 /v | Read Latency (us) | Time of a read
458 writeLatencyUS latest microsecond absolute 4 4 /v | Write Latency (us) | Time of a write
459 readIOSize latest number absolute 4 4 /v | Read request size | Size of a read, in bytes
460 writeIOSize latest number absolute 4 4 /v | Write request size | Size of a write, in bytes
`;

export const DATASTORE_COUNTERS = `
178 numberReadAveraged average number rate 1 3 /hv | Average read requests per second | Reads per second
179 numberWriteAveraged average number rate 1 3 /hv | Average write requests per second | Writes per second
180 read average kiloBytesPerSecond rate 2 2 /hv | Read rate | Rate of reading
181 write average kiloBytesPerSecond rate 2 2 /hv | Write rate | Rate of writing
182 totalReadLatency average millisecond absolute 1 3 /hv | Read latency | Time of a read
183 totalWriteLatency average millisecond absolute 1 3 /hv | Write latency | Time of a write
184 maxTotalLatency latest millisecond absolute 3 3 hv/ | Highest latency | Highest latency of all datastores
185 datastoreIops average number absolute 1 3 d/h | Storage I/O Control aggregated IOPS | Operations per second of all hosts
186 sizeNormalizedDatastoreLatency average microsecond absolute 1 3 d/h | Storage I/O Control normalized latency | Latency weighed by the size of the operations
187 throughput.usage average kiloBytesPerSecond absolute 4 4 d/ | usage | Rate of reading and writing
188 throughput.contention average millisecond absolute 4 4 d/ | contention | Time of a command
189 busResets summation number delta 2 2 d/ | busResets | Resets of the bus
190 commandsAborted summation number delta 2 2 d/ | commandsAborted | Commands aborted
191 siocActiveTimePercentage average percent absolute 1 3 /h | Storage I/O Control active time percentage | Share of time in which Storage I/O Control held somebody back
351 datastoreReadIops latest number absolute 1 3 /h | Storage DRS datastore read I/O rate | Reads per second, for Storage DRS
352 datastoreWriteIops latest number absolute 1 3 /h | Storage DRS datastore write I/O rate | Writes per second, for Storage DRS
353 datastoreReadOIO latest number absolute 1 3 /h | Storage DRS datastore outstanding read requests | Reads under way, for Storage DRS
354 datastoreWriteOIO latest number absolute 1 3 /h | Storage DRS datastore outstanding write requests | Writes under way, for Storage DRS
355 datastoreNormalReadLatency latest number absolute 2 2 /h | Storage DRS datastore normalized read latency | Read latency, for Storage DRS
356 datastoreNormalWriteLatency latest number absolute 2 2 /h | Storage DRS datastore normalized write latency | Write latency, for Storage DRS
357 datastoreReadLoadMetric latest number absolute 4 4 /h | Storage DRS datastore read workload metric | Read load, for Storage DRS
358 datastoreWriteLoadMetric latest number absolute 4 4 /h | Storage DRS datastore write workload metric | Write load, for Storage DRS
359 datastoreVMObservedLatency latest microsecond absolute 1 3 /h | Storage I/O Control datastore latency as seen by the virtual machines | Latency which virtual machines see
360 datastoreReadBytes latest number absolute 2 2 /h | Storage DRS datastore bytes read | Bytes read, for Storage DRS
361 datastoreWriteBytes latest number absolute 2 2 /h | Storage DRS datastore bytes written | Bytes written, for Storage DRS
362 datastoreMaxQueueDepth latest number absolute 1 3 /h | Storage I/O Control maximum queue depth | Greatest queue depth
`;

export const STORAGE_PATH_COUNTERS = `
461 commandsAveraged average number rate 3 3 /h | Average commands issued per second | Commands per second
462 numberReadAveraged average number rate 3 3 /h | Average read requests per second | Reads per second
463 numberWriteAveraged average number rate 3 3 /h | Average write requests per second | Writes per second
464 read average kiloBytesPerSecond rate 3 3 /h | Read rate | Rate of reading
465 write average kiloBytesPerSecond rate 3 3 /h | Write rate | Rate of writing
466 totalReadLatency average millisecond absolute 3 3 /h | Read latency | Time of a read
467 totalWriteLatency average millisecond absolute 3 3 /h | Write latency | Time of a write
468 maxTotalLatency latest millisecond absolute 3 3 h/ | Highest latency | Highest latency of all paths
469 busResets summation number delta 2 3 /h | Storage Path Bus Resets | Resets of the bus
470 commandsAborted summation number delta 2 3 /h | Storage Path Commands Terminated | Commands aborted
`;
