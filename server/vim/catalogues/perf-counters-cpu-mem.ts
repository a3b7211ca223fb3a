/**
 * Performance counters of processors and memory, one per line:
 * `key name rollup unit stats level deviceLevel providers | label | summary`.
 *
 * A key that ends in `*` stands for four counters with following keys: none, average, minimum,
 * maximum; the levels are those of the average, the other three are level 4. Providers before the
 * slash give the figure of the whole entity, those after it one figure per device:
 * h host, v virtual machine, p resource pool, c cluster, d datastore, s storage pod, n datacenter.
 */
export const CPU_COUNTERS = `
1* usage percent rate 1 3 hvc/h | Usage | CPU used, as a share of what there is
5* usagemhz megaHertz rate 1 3 hvpc/v | Usage in MHz | CPU used, in megahertz
9 reservedCapacity average megaHertz absolute 2 3 h/ | Reserved capacity | CPU capacity reserved by virtual machines
10 system summation millisecond delta 3 3 v/v | System | Time spent on system work on behalf of each virtual CPU
11 wait summation millisecond delta 3 3 hv/v | Wait | Time spent waiting
12 ready summation millisecond delta 1 3 hv/v | Ready | Time ready to run, but not scheduled on a physical CPU
13 idle summation millisecond delta 2 3 hv/hv | Idle | Time spent idle
14 used summation millisecond delta 3 3 hv/hv | Used | CPU time used
15 capacity.provisioned average megaHertz absolute 4 4 h/ | CPU Capacity Provisioned | Capacity of the physical cores
16 capacity.entitlement average megaHertz absolute 4 4 v/ | CPU Capacity Entitlement | CPU which the scheduler grants
17 capacity.usage average megaHertz rate 4 4 h/ | CPU Capacity Usage | CPU capacity in use
18 capacity.demand average megaHertz absolute 4 4 v/ | CPU Capacity Demand | CPU that would be used without contention
19 capacity.contention average percent rate 4 4 v/ | CPU Capacity Contention | Time unable to run because of contention
20 corecount.provisioned average number absolute 4 4 hv/ | CPU Core Count Provisioned | Cores provisioned
21 corecount.usage average number absolute 4 4 h/ | CPU Core Count Usage | Virtual processors running on the host
22 corecount.contention average percent rate 4 4 h/ | CPU Core Count Contention | Time ready but not run because of co-scheduling
278 totalmhz average megaHertz rate 1 3 c/ | Total | CPU of all hosts of the cluster
384* coreUtilization percent rate 2 3 h/h | Core Utilization | Time in which at least one thread of a core was busy
388* utilization percent rate 2 3 h/h | Utilization | Share of the interval in which a CPU was busy
395 totalCapacity average megaHertz absolute 2 3 h/ | Total capacity | CPU capacity reserved and available for virtual machines
396 latency average percent rate 2 3 hv/ | Latency | Time unable to run because of contention for the physical CPUs
397 entitlement latest megaHertz absolute 2 3 v/ | Entitlement | CPU which the scheduler grants
398 demand average megaHertz absolute 2 3 hv/ | Demand | CPU that would be used without contention
399 costop summation millisecond delta 2 3 hv/v | Co-stop | Time ready, but held back by co-scheduling
400 maxlimited summation millisecond delta 2 3 v/v | Max limited | Time ready, but held back by the limit
401 overlap summation millisecond delta 3 3 v/v | Overlap | Time interrupted by system services for others
402 run summation millisecond delta 2 3 v/v | Run | Time scheduled to run
403 swapwait summation millisecond delta 3 3 hv/v | Swap wait | Time waiting for pages to be swapped in
404 readiness average percent rate 4 4 hv/v | Readiness | Share of time ready to run, but not scheduled
405 demandEntitlementRatio latest percent absolute 4 4 v/ | Demand-to-entitlement ratio | CPU demand as a share of the entitlement
`;

export const MEMORY_COUNTERS = `
23* usage percent absolute 1 3 hvc/ | Usage | Memory used, as a share of what there is
27 reservedCapacity average megaBytes absolute 2 3 h/ | Reserved capacity | Memory reserved by virtual machines and the VMkernel
28* granted kiloBytes absolute 2 3 hvpc/ | Granted | Memory given to the guests
32* active kiloBytes absolute 2 3 hvpc/ | Active | Memory in active use, as the VMkernel estimates it
36* shared kiloBytes absolute 2 3 hvpc/ | Shared | Guest memory that is shared with others
40* zero kiloBytes absolute 2 3 hvpc/ | Zero pages | Memory whose content is all zeros
44* unreserved kiloBytes absolute 2 3 h/ | Unreserved | Memory that nobody has reserved
48* swapused kiloBytes absolute 2 3 hc/ | Swap space used | Memory held in swap files
52* swapunreserved kiloBytes absolute 4 4 h/ | Swap unreserved | Swap space that nobody has reserved
56* sharedcommon kiloBytes absolute 2 3 h/ | Shared common | Machine memory behind shared guest memory
60* heap kiloBytes absolute 4 4 h/ | Heap | Address space of the VMkernel heap
64* heapfree kiloBytes absolute 4 4 h/ | Heap free | Free address space of the VMkernel heap
68 state latest number absolute 2 3 h/ | State | Memory state of the host: 0 high, 1 clear, 2 soft, 3 hard, 4 low
69* swapped kiloBytes absolute 2 3 v/ | Swapped | Guest memory swapped out now
73* swaptarget kiloBytes absolute 2 3 v/ | Swap target | Memory which the VMkernel aims to swap
77* swapin kiloBytes absolute 2 3 hvc/ | Swap in | Memory swapped in so far
81* swapout kiloBytes absolute 2 3 hvc/ | Swap out | Memory swapped out so far
85 swapinRate average kiloBytesPerSecond rate 1 3 hvc/ | Swap in rate | Rate at which memory is swapped in from disk
86 swapoutRate average kiloBytesPerSecond rate 1 3 hvc/ | Swap out rate | Rate at which memory is swapped out to disk
89* vmmemctl kiloBytes absolute 1 3 hvpc/ | Balloon | Memory reclaimed by the balloon driver
93* vmmemctltarget kiloBytes absolute 2 3 v/ | Balloon target | Memory which the balloon driver aims to reclaim
97* consumed kiloBytes absolute 1 3 hvpc/ | Consumed | Machine memory used for guest memory
101* overhead kiloBytes absolute 1 3 hvpc/ | Overhead consumed | Machine memory that virtualization itself costs
105 compressed average kiloBytes absolute 2 3 hvpc/ | Compressed | Memory compressed by the host
106 compressionRate average kiloBytesPerSecond rate 2 3 hvc/ | Compression rate | Rate of compressing memory
107 decompressionRate average kiloBytesPerSecond rate 2 3 hvc/ | Decompression rate | Rate of decompressing memory
108 capacity.provisioned average kiloBytes absolute 4 4 hv/ | Memory Capacity Provisioned | Memory provisioned
109 capacity.entitlement average kiloBytes absolute 4 4 v/ | Memory Capacity Entitlement | Machine memory which the scheduler grants
110 capacity.usable average kiloBytes absolute 4 4 h/ | Memory Capacity Usable | Machine memory usable by virtual machines
111 capacity.usage average kiloBytes absolute 4 4 h/ | Memory Capacity Usage | Machine memory in use
112 capacity.contention average percent rate 4 4 hv/ | Memory Capacity Contention | Time waiting for swapped or compressed memory
113 capacity.usage.vm average kiloBytes absolute 2 3 h/ | Memory Capacity Usage by VMs | Memory used by virtual machines
114 capacity.usage.vmOvrhd average kiloBytes absolute 2 3 h/ | Memory Capacity Usage by VM overhead | Memory used by virtual machine overhead
115 capacity.usage.vmkOvrhd average kiloBytes absolute 2 3 h/ | Memory Capacity Usage by VMkernel Overhead | Memory used by VMkernel overhead
116 capacity.usage.userworld average kiloBytes absolute 2 3 h/ | Memory Capacity Usage by Userworlds | Memory used by userworlds
117 reservedCapacity.vm average kiloBytes absolute 2 3 h/ | Memory Reserved Capacity by VMs | Memory reserved by virtual machines
118 reservedCapacity.vmOvhd average kiloBytes absolute 2 3 h/ | Memory Reserved Capacity by VM Overhead | Memory reserved by virtual machine overhead
119 reservedCapacity.vmkOvrhd average kiloBytes absolute 2 3 h/ | Memory Reserved Capacity by VMkernel Overhead | Memory reserved by VMkernel overhead
120 reservedCapacity.userworld average kiloBytes absolute 2 3 h/ | Memory Reserved Capacity by Userworlds | Memory reserved by userworlds
121 reservedCapacityPct average percent absolute 3 3 h/ | Memory Reserved Capacity % | Share of memory that is reserved
122 consumed.vms average kiloBytes absolute 2 3 h/ | Memory Consumed by VMs | Machine memory consumed by virtual machines
123 consumed.userworlds average kiloBytes absolute 2 3 h/ | Memory Consumed by userworlds | Machine memory consumed by userworlds
279 totalmb average megaBytes absolute 1 3 c/ | Total | Memory of all hosts of the cluster
406 latency average percent absolute 2 3 hv/ | Latency | Time waiting for swapped or compressed memory
407 lowfreethreshold average kiloBytes absolute 2 3 h/ | Low free threshold | Free memory below which the host begins to reclaim
408 llSwapUsed average kiloBytes absolute 4 4 hv/ | Host cache used for swapping | Space used in the host cache
409 llSwapInRate average kiloBytesPerSecond rate 2 3 hv/ | Swap in rate from host cache | Rate of swapping in from the host cache
410 llSwapOutRate average kiloBytesPerSecond rate 2 3 hv/ | Swap out rate to host cache | Rate of swapping out to the host cache
411 overheadTouched average kiloBytes absolute 4 4 v/ | Overhead touched | Overhead memory in active use
412 llSwapIn average kiloBytes absolute 4 4 hv/ | Swap in from host cache | Memory swapped in from the host cache
413 llSwapOut average kiloBytes absolute 4 4 hv/ | Swap out to host cache | Memory swapped out to the host cache
414 sysUsage average kiloBytes absolute 2 3 h/ | VMkernel consumed | Machine memory used by the VMkernel itself
415 zipSaved latest kiloBytes absolute 2 3 v/ | Memory saved by zipping | Memory saved by compression
416 zipped latest kiloBytes absolute 2 3 v/ | Zipped memory | Memory that is compressed
417 activewrite average kiloBytes absolute 2 3 hv/ | Active write | Memory being written actively
418 totalCapacity average megaBytes absolute 2 3 h/ | Total capacity | Memory reserved and available for virtual machines
423 entitlement average kiloBytes absolute 2 3 v/ | Entitlement | Machine memory which the scheduler grants
424 overheadMax average kiloBytes absolute 2 3 v/ | Reserved overhead | Memory reserved for overhead
425 vmfs.pbc.size latest megaBytes absolute 4 4 h/ | VMFS PB Cache Size | Space of the VMFS pointer block cache
426 vmfs.pbc.sizeMax latest megaBytes absolute 4 4 h/ | Maximum VMFS PB Cache Size | Most space the VMFS pointer block cache may take
427 vmfs.pbc.workingSet latest teraBytes absolute 4 4 h/ | VMFS Working Set | File blocks whose addresses are in the pointer block cache
428 vmfs.pbc.overhead latest kiloBytes absolute 4 4 h/ | VMFS PB Cache Overhead | Heap used by the pointer block cache
429 vmfs.pbc.capMissRatio latest percent absolute 4 4 h/ | VMFS PB Cache Capacity Miss Ratio | Share of misses for want of capacity
`;
