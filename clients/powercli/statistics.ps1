# What hosts and VMs did of late, by counter; which counters and intervals there are.
. "$PSScriptRoot/_connect.ps1"

$vm = Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
Get-StatInterval | Format-Table Name, SamplingPeriodSecs, StorageTimeSecs
$types = Get-StatType -Entity $vm -Realtime
if ($types -notcontains 'cpu.usage.average') { throw "no CPU usage among $types" }

$samples = Get-Stat -Entity $vm -Realtime -Stat cpu.usage.average, mem.usage.average -MaxSamples 6
$samples | Format-Table Timestamp, MetricId, Instance, Value, Unit
if (-not $samples) { throw "$($vm.Name) has no statistics" }
if ($samples | Where-Object { $_.Value -lt 0 -or $_.Value -gt 100 }) { throw 'a share beyond 100 %' }
Get-Stat -Entity $vm.VMHost -Cpu -Realtime -MaxSamples 1 | Format-Table MetricId, Instance, Value, Unit
