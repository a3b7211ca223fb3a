# What is there: datacenters, clusters, hosts, VMs, datastores, networks, the latest events.
. "$PSScriptRoot/_connect.ps1"

Get-Datacenter | Format-Table Name
Get-Cluster | Format-Table Name, DrsEnabled, DrsAutomationLevel
Get-VMHost | Format-Table Name, ConnectionState, NumCpu, MemoryTotalGB
Get-VM | Format-Table Name, PowerState, NumCpu, MemoryGB, VMHost
Get-Datastore | Format-Table Name, FreeSpaceGB, CapacityGB
Get-VirtualNetwork | Format-Table Name, NetworkType
Get-VIEvent -MaxSamples 10 | Format-Table CreatedTime, FullFormattedMessage

if (-not (Get-VM)) { throw 'there is no VM' }
