/**
 * The advanced options of a host: keys, defaults and what values they take.
 */
import type { OptionDef, OptionValue } from '../../vmodl/generated/data.ts';
import { readOptions } from './option-lines.ts';

const LINES = `
Annotations.WelcomeMessage string - | Text shown on the host's console
BufferCache.FlushInterval long 30000 100..3600000 | Milliseconds between flushes of the buffer cache
BufferCache.HardMaxDirty long 95 20..95 | Dirty buffers, percent, at which writers wait
BufferCache.PerFileHardMaxDirty long 50 20..90 | The same for one file
BufferCache.SoftMaxDirty long 15 0..75 | Dirty buffers, percent, at which flushing starts
CBRC.DCacheMemReserved long 400 100..32768 | Memory of the content based read cache, MB
CBRC.Enable bool false | Is the content based read cache used?
COW.COWMaxHeapSizeMB long 192 64..256 | Heap of copy-on-write disks, MB
COW.COWMaxREPageCacheszMB long 256 16..1024 | Page cache of copy-on-write disks, MB
Config.Defaults.cpuidMask.mode.0.eax choice disable disable,allow | Mask of processor features
Config.GlobalSettings.guest.commands.sharedPolicyRefCount long 0 0..10000 | Users of guest commands
Config.HostAgent.level[Hbrsvc].logLevel choice info none,quiet,panic,error,warning,info,verbose,trivia | How much the replication agent logs
Config.HostAgent.level[Hostsvc].logLevel choice info none,quiet,panic,error,warning,info,verbose,trivia | How much the host service logs
Config.HostAgent.level[Vmsvc].logLevel choice info none,quiet,panic,error,warning,info,verbose,trivia | How much the VM service logs
Config.HostAgent.log.level choice info none,quiet,panic,error,warning,info,verbose,trivia | How much the host agent logs
Config.HostAgent.plugins.hostsvc.esxAdminsGroup string ESX%20Admins | Directory group whose members administer the host
Config.HostAgent.plugins.hostsvc.esxAdminsGroupAutoAdd bool true | Does that group get the role by itself?
Config.HostAgent.plugins.hostsvc.esxAdminsGroupUpdateInterval long 1 1..10080 | Minutes between looks at that group
Config.HostAgent.plugins.solo.enableMob bool false | Is the managed object browser served?
Config.HostAgent.plugins.solo.webServer.enableWebscriptLauncher bool true | Are web scripts served?
Config.HostAgent.plugins.vimsvc.authValidateInterval long 1440 0..2147483647 | Minutes between checks of users
Config.HostAgent.plugins.vimsvc.userSearch.maxResults long 100 0..10000 | Users a search finds at most
Config.HostAgent.plugins.vimsvc.userSearch.maxTimeSeconds long 20 0..1000 | Seconds a search may take
Config.HostAgent.vmacore.soap.sessionTimeout long 30 0..1440 | Minutes until an idle session ends
Cpu.CreditAgePeriod long 3000 500..10000 | Milliseconds over which CPU credit ages
Cpu.LimitEnforcementThreshold long 200 0..2000 | Percent of idle at which limits are not enforced
Cpu.UseMwait long 2 0..2 | Use of the monitor instruction
DataMover.HardwareAcceleratedInit long 1 0..1 | Is zeroing left to the array?
DataMover.HardwareAcceleratedMove long 1 0..1 | Is copying left to the array?
DataMover.MaxHeapSize long 64 0..256 | Heap of the data mover, MB
Digest.AgentsMaxDigests long 10 1..1000 | Digests at once
DirentryCache.MaxDentryPerObj long 15000 0..15000 | Directory entries cached
Disk.DisableVSCSIPollInBH long 1 0..1 | Are virtual SCSI disks polled elsewhere?
Disk.DiskDelayPDLHelper long 10 0..60 | Seconds until a lost device is handled
Disk.DiskMaxIOSize long 32767 32..32767 | Largest request, KB
Disk.DiskReservationThreshold long 45 0..600000 | Milliseconds of reservation at which to warn
Disk.EnableNaviReg long 1 0..1 | Are arrays told of the host?
Disk.IdleCredit long 32 4..256 | Credit of an idle disk
Disk.MaxLUN long 1024 1..1024 | Highest LUN looked for
Disk.MaxResetLatency long 2000 500..3600000 | Milliseconds a reset may take
Disk.PathEvalTime long 300 30..1500 | Seconds between looks at paths
Disk.QFullSampleSize long 0 0..64 | Samples before the queue depth is lowered
Disk.QFullThreshold long 8 1..16 | Samples before the queue depth is raised
Disk.ReqCallThreshold long 8 1..64 | Requests in the queue before the driver is called
Disk.ResetLatency long 1000 100..60000 | Milliseconds between retries of a reset
Disk.SchedNumReqOutstanding long 32 1..256 | Requests under way when several compete
Disk.SchedQControlSeqReqs long 128 0..2048 | Requests in a row before others get their turn
Disk.SchedQuantum long 8 1..64 | Requests in a row
Disk.UseDeviceReset long 1 0..1 | Is only the device reset?
Disk.UseLunReset long 1 0..1 | Is only the LUN reset?
FSS.FSSLightWeightProbe long 1 0..1 | Are file systems probed lightly?
FT.MaxVmsPerHost long 4 0..100 | Fault tolerant machines on the host
HBR.HbrBitmapAllocTimeout long 3000 1..3600000 | Milliseconds to wait for a replication bitmap
HBR.TransferMaxContRetries long 4 1..64 | Retries of a replication transfer
Irq.BestVcpuRouting long 0 0..1 | Are interrupts sent to the best virtual CPU?
LPage.LPageAlwaysTryForNPT long 1 0..1 | Are large pages always tried?
LSOM.diskIoTimeout long 100000 100..120000 | Milliseconds of a vSAN disk request
Mem.AllocGuestLargePage long 1 0..1 | Are guests backed with large pages?
Mem.CtlMaxPercent long 65 0..75 | Guest memory, percent, the balloon may take
Mem.IdleTax long 75 0..99 | Tax on idle memory, percent
Mem.MemMinFreePct long 0 0..50 | Free memory, percent, to keep; 0 is automatic
Mem.MemZipEnable long 1 0..1 | Is memory compressed?
Mem.MemZipMaxPct long 10 5..100 | Guest memory, percent, the compression cache may take
Mem.SampleActivePctMin long 0 0..100 | Least active memory assumed, percent
Mem.SamplePeriod long 60 0..180 | Seconds of a sampling period
Mem.ShareForceSalting long 2 0..2 | Is page sharing kept within a machine?
Mem.ShareRateMax long 1024 0..4096 | Pages shared per second at most
Mem.ShareScanGHz long 4 0..32 | Pages scanned per second and GHz
Mem.ShareScanTime long 60 10..600 | Minutes to scan a machine
Mem.VMOverheadGrowthLimit long 4294967295 0..4294967295 | Growth of overhead memory allowed
Migrate.BindToVmknic long 3 0..3 | Are migration sockets bound to their interface?
Migrate.Enabled long 1 0..1 | Is vMotion allowed?
Migrate.GetPageSysAlertThreshold long 10000 0..1000000 | Milliseconds of a page at which to warn
Migrate.LowBandwidthSysAlertThreshold long 0 0..10000 | Bandwidth below which to warn
Migrate.LowMemWaitTime long 30 0..600 | Seconds to wait for memory
Migrate.MigrateCpuMinPctDefault long 30 0..200 | CPU reserved for migrations, percent of a core
Migrate.MigrateCpuPctPerGb long 10 0..200 | CPU reserved per Gb/s of the link, percent of a core
Migrate.MigrateCpuSharesHighPriority long 60000 1..100000 | Shares of migrations of high priority
Migrate.MigrateCpuSharesRegular long 30000 1..100000 | Shares of other migrations
Migrate.NetExpectedLineRateMBps long 133 0..10000 | Rate expected of the link, MB/s
Migrate.NetLatencyModeThreshold long 4 0..1000 | Milliseconds of latency at which the mode changes
Migrate.NetTimeout long 20 1..600 | Seconds until a silent peer is given up
Migrate.OutstandingReadKBMax long 128 1..1024 | Reads under way, KB
Migrate.PreCopyCountDelay long 10 0..100 | Seconds between counts
Migrate.PreCopyMinProgressPerc long 130 1..1000 | Pages sent in a round, percent of pages dirtied in it
Migrate.PreCopyPagesPerSend long 32 1..256 | Pages per send
Migrate.PreCopySwitchoverTimeGoal long 500 100..100000 | Milliseconds the switchover may take
Migrate.PreallocLPages long 0 0..1 | Are large pages allocated in advance?
Migrate.RcvBufSize long 562540 10240..16777216 | Bytes of the receive buffer
Migrate.SdpsDynamicDelaySec long 30 0..3600 | Seconds between looks whether to slow the guest
Migrate.SdpsEnabled long 2 0..2 | Is the guest slowed: 0 never, 1 always, 2 when needed
Migrate.SdpsTargetRate long 500 100..10000 | Rate of sending after slowing, percent of the rate of dirtying
Migrate.SndBufSize long 562540 10240..16777216 | Bytes of the send buffer
Migrate.TSMaster long 0 0..1 | Is the trace of migrations kept?
Migrate.TcpTsoMode long 0 0..1 | Use of segmentation offload
Migrate.TryToUseDefaultHeap long 1 0..1 | Is the default heap tried first?
Migrate.VASpaceReserveCount long 64 0..1000 | Migrations for which address space is kept
Migrate.VASpaceReserveSize long 768 0..10000 | Address space kept, MB
Migrate.VMotionLatencySensitivity long 1 0..1 | Is latency sensitivity respected?
Migrate.VMotionResolveSwapType long 1 0..1 | Is the kind of swap resolved?
Migrate.VMotionStreamDisable long 0 0..1 | Are several streams forbidden?
Migrate.VMotionStreamHelpers long 0 0..8 | Streams per link; 0 is automatic
Migrate.Vmknic string - | Interface for migrations
Misc.APDHandlingEnable long 1 0..1 | Are all-paths-down conditions handled?
Misc.APDTimeout long 140 20..99999 | Seconds until a lost device is given up
Misc.BlueScreenTimeout long 0 0..65535 | Seconds until a crashed host restarts; 0 is never
Misc.HeartbeatPanicTimeout long 14 1..100 | Seconds without heartbeat until the host crashes
Misc.LogToFile long 1 0..1 | Is the VMkernel log kept?
Misc.LogToSerial long 0 0..1 | Does the log go to the serial port?
Misc.PreferredHostName string - | Name the host calls itself
NFS.ApdStartCount long 3 1..10 | Failed heartbeats until all paths are down
NFS.DeleteRPCTimeout long 900 1..900 | Seconds to delete a file
NFS.DiskFileLockUpdateFreq long 10 1..300 | Seconds between lock updates
NFS.HeartbeatDelta long 5 1..60 | Seconds since traffic until a heartbeat
NFS.HeartbeatFrequency long 12 1..1000000000 | Seconds between heartbeats
NFS.HeartbeatMaxFailures long 10 1..1000000000 | Heartbeats missed until a server counts as lost
NFS.HeartbeatTimeout long 5 1..3600 | Seconds until a heartbeat fails
NFS.LogNfsStat3 long 0 0..1 | Are errors logged?
NFS.MaxQueueDepth long 4294967295 1..4294967295 | Greatest queue depth
NFS.MaxVolumes long 32 8..256 | Volumes at most
NFS.SendBufferSize long 1024 32..1024 | Send buffer, KB
NFS.ReceiveBufferSize long 1024 32..1024 | Receive buffer, KB
NFS.VolumeRemountFrequency long 30 1..1000000000 | Seconds between tries to mount again
NFS41.MaxVolumes long 32 8..256 | Volumes of NFS 4.1 at most
Net.BlockGuestBPDU long 0 0..1 | Are spanning tree frames of guests dropped?
Net.DCBEnable long 1 0..1 | Is data center bridging used?
Net.EtherswitchHashSize long 1 1..7 | Size of the switch's table
Net.FollowHardwareMac long 1 0..1 | Does the management interface follow the card's address?
Net.MaxNetifRxQueueLen long 500 1..1000 | Length of the receive queue
Net.MaxNetifTxQueueLen long 2000 1..10000 | Length of the send queue
Net.NetTuneInterval long 60 0..3600 | Seconds between tunings
Net.ReversePathFwdCheck long 1 0..1 | Are senders checked?
Net.TcpipDefLROEnabled long 1 0..1 | Is large receive offload used?
Net.TcpipHeapMax long 1024 32..1536 | Most heap, MB
Net.TcpipHeapSize long 0 0..32 | Heap at start, MB
Net.TeamPolicyUpDelay long 100 0..600000 | Milliseconds until a link that came back is used
Net.UseHwTSO long 1 0..1 | Is segmentation left to the card?
Net.VmknicLroMaxLength long 32000 1..65535 | Largest packet put together
Numa.LTermFairnessInterval long 5 0..1000 | Periods between looks at fairness
Numa.LocalityWeightActionAffinity long 0 0..256 | Weight of closeness
Numa.MigImbalanceThreshold long 10 1..200 | Imbalance, percent, at which machines move between nodes
Numa.RebalancePeriod long 2000 100..60000 | Milliseconds between looks at nodes
Power.CStateMaxLatency long 500 0..2000 | Microseconds of a sleep state at most
Power.CStatePredictionCoef long 110479 0..1000000 | Coefficient of the sleep forecast
Power.CpuPolicy string Balanced | Power policy
Power.MaxCpuLoad long 60 1..100 | Load, percent, up to which the clock is lowered
Power.MaxFreqPct long 100 1..100 | Highest clock, percent
Power.MinFreqPct long 1 1..100 | Lowest clock, percent
Power.PerfBias long 17 0..255 | Hint to the processor
Power.TimerHz long 100 1..1000 | Looks per second
Power.UseCStates long 1 0..1 | Are sleep states used?
Power.UsePStates long 1 0..1 | Are clock states used?
RdmFilter.HbaIsShared bool true | Are disks taken to be shared?
ScratchConfig.ConfiguredScratchLocation string - | Where scratch files go after the next start
ScratchConfig.CurrentScratchLocation string! /tmp/scratch | Where scratch files go
Scsi.CompareLUNNumber long 1 0..1 | Do LUN numbers count in comparing disks?
Scsi.LogCmdErrors long 1 0..1 | Are failed commands logged?
Scsi.MaxReserveTotalTime long 250 50..1000 | Milliseconds of a reservation
Scsi.ScanOnDriverLoad long 1 0..1 | Are disks looked for when a driver is loaded?
Security.AccountLockFailures long 5 0..100 | Failed logins until an account is locked; 0 is never
Security.AccountUnlockTime long 900 1..2147483647 | Seconds until it is unlocked
Security.PasswordHistory long 0 0..100 | Passwords remembered
Security.PasswordMaxDays long 99999 0..99999 | Days a password is valid
Security.PasswordQualityControl string retry=3%20min=disabled,disabled,disabled,7,7 | What a password must be like
SunRPC.MaxConnPerIP long 4 1..128 | Connections to one address
SunRPC.SendLowat long 25 1..75 | Low water mark of sending, percent
Svga.No3D bool false | Is 3D graphics off?
Syslog.global.defaultRotate long 8 0..2147483647 | Old logs kept
Syslog.global.defaultSize long 1024 0..2147483647 | Size of a log, KiB
Syslog.global.logDir string []%20/scratch/log | Where logs are kept
Syslog.global.logDirUnique bool false | Does each host have a folder of its own?
Syslog.global.logHost string - | Where logs are sent
Syslog.loggers.hostd.rotate long 10 0..2147483647 | Old logs of the host agent kept
Syslog.loggers.hostd.size long 10240 0..2147483647 | Size of the host agent's log, KiB
Syslog.loggers.vmkernel.rotate long 10 0..2147483647 | Old VMkernel logs kept
Syslog.loggers.vmkernel.size long 10240 0..2147483647 | Size of the VMkernel log, KiB
User.PTEDisableNX long 0 0..1 | Is the no-execute bit ignored?
UserVars.DcuiTimeOut long 600 0..86400 | Seconds until the console logs out
UserVars.ESXiShellInteractiveTimeOut long 0 0..86400 | Seconds until an idle shell ends
UserVars.ESXiShellTimeOut long 0 0..86400 | Seconds until the shell is switched off
UserVars.ESXiVPsAllowedCiphers string ECDHE+AESGCM:ECDHE+AES | Ciphers allowed
UserVars.ESXiVPsDisabledProtocols string sslv3,tlsv1,tlsv1.1 | Protocols forbidden
UserVars.HostClientCEIPOptIn long 0 0..2 | Does the host client report its use?
UserVars.HostClientDefaultConsole string webmks | Console the host client opens
UserVars.HostClientSessionTimeout long 900 0..7200 | Seconds until the host client logs out
UserVars.HostClientWelcomeMessage string - | Text of the host client
UserVars.ProductLockerLocation string /locker/packages/vmtoolsRepo/ | Where VMware Tools are
UserVars.SuppressCoredumpWarning long 0 0..1 | Is the missing dump target kept quiet?
UserVars.SuppressHyperthreadWarning long 0 0..1 | Is the hyperthreading warning kept quiet?
UserVars.SuppressShellWarning long 0 0..1 | Is the open shell kept quiet?
UserVars.ToolsRamdisk long 0 0..1 | Are VMware Tools kept in memory?
VMFS.UnresolvedVolumeLiveCheck bool true | Are copies of volumes checked for being in use?
VMFS3.EnableBlockDelete long 0 0..1 | Are free blocks given back?
VMFS3.GBLAllowMW long 0 0..1 | Is the multi-writer option allowed globally?
VMFS3.HardwareAcceleratedLocking long 1 0..1 | Is locking left to the array?
VMFS3.MaxAddressableSpaceTB long 32 8..128 | Terabytes of open files
VMFS3.MaxHeapSizeMB long 256 32..1024 | Heap of VMFS, MB
VMFS3.OpenWithoutJournal long 1 0..1 | May volumes open without a journal?
VMFS3.UseATSForHBOnVMFS5 long 1 0..1 | Are heartbeats left to the array?
VMkernel.Boot.hyperthreading bool true | Is hyperthreading used after the next start?
VMkernel.Boot.hyperthreadingMitigation bool false | Is the scheduler side-channel aware?
VMkernel.Boot.memLowReservedMB long 0 0..4294967295 | Low memory kept free, MB
VMkernel.Boot.netNetqueueEnabled bool true | Are several network queues used?
VSAN.ClomMaxComponentSizeGB long 255 180..255 | Size of a vSAN component, GB
VSAN.ClomRepairDelay long 60 0..1440 | Minutes until vSAN repairs
Vpx.Vpxa.config.log.level choice verbose none,quiet,panic,error,warning,info,verbose,trivia | How much the vCenter agent logs
Vpx.Vpxa.config.vpxa.hostIp string - | Address of the host
Vpx.Vpxa.config.vpxa.hostPort long 443 0..65535 | Port of the host
Vpx.Vpxa.config.vpxa.serverPort long 902 0..65535 | Port of vCenter Server
Vpx.Vpxa.config.workingDir string! /var/log/vmware/vpx | Where the vCenter agent keeps its files
XvMotion.VMFSOptimizations long 1 0..1 | Are VMFS blocks copied cleverly?
`;

const OPTIONS = readOptions(LINES);

export const HOST_OPTION_DEFINITIONS: readonly OptionDef[] = Object.freeze(
  OPTIONS.map((option) => option.definition),
);

/** The values of a freshly installed host, for `HostSystem.config.option`; shared by all hosts. */
export const HOST_OPTIONS: readonly OptionValue[] = Object.freeze(
  OPTIONS.map((option) => option.value),
);
