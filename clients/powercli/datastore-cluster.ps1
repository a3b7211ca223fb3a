# A datastore cluster of two datastores, its automation and thresholds; a VM moved into it; taken apart again.
. "$PSScriptRoot/_connect.ps1"

$datacenter = Get-Datacenter | Select-Object -First 1
$members = Get-Datastore -Location $datacenter |
    Where-Object { $_.Type -eq 'VMFS' -and $_.ExtensionData.Summary.MultipleHostAccess } | Select-Object -First 2
if (@($members).Count -lt 2) { throw 'two shared datastores are needed' }

$pod = New-DatastoreCluster -Name 'Pool' -Location $datacenter
Move-Datastore -Datastore $members -Destination $pod | Out-Null
$pod = Set-DatastoreCluster -DatastoreCluster $pod -SdrsAutomationLevel Manual -IOLoadBalanceEnabled $false `
    -SpaceUtilizationThresholdPercent 70
if ($pod.SpaceUtilizationThresholdPercent -ne 70) { throw "the threshold is $($pod.SpaceUtilizationThresholdPercent)" }
Get-DatastoreCluster | Format-Table Name, CapacityGB, FreeSpaceGB, SdrsAutomationLevel

$vm = Get-VM -Datastore $members[0] | Select-Object -First 1
if ($vm) { Move-VM -VM $vm -Datastore $members[1] | Out-Null }

Move-Datastore -Datastore $members -Destination (Get-Folder -Type Datastore -Location $datacenter | Select-Object -First 1) | Out-Null
Remove-DatastoreCluster -DatastoreCluster $pod -Confirm:$false
if (Get-DatastoreCluster -Name 'Pool' -ErrorAction SilentlyContinue) { throw 'it is still there' }
