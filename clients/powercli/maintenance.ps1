# A host enters maintenance mode: DRS moves its VMs away; then it is connected again.
. "$PSScriptRoot/_connect.ps1"

$cluster = Get-Cluster | Select-Object -First 1
Set-Cluster -Cluster $cluster -DrsEnabled $true -DrsAutomationLevel FullyAutomated -Confirm:$false | Out-Null
$vmhost = $cluster | Get-VMHost -State Connected | Select-Object -First 1

Set-VMHost -VMHost $vmhost -State Maintenance -Evacuate:$false | Out-Null
if ((Get-VMHost -Id $vmhost.Id).ConnectionState -ne 'Maintenance') { throw "$($vmhost.Name) is not in maintenance mode" }
$left = Get-VMHost -Id $vmhost.Id | Get-VM | Where-Object PowerState -eq 'PoweredOn'
if ($left) { throw "$($left.Name) still run there" }

Set-VMHost -VMHost (Get-VMHost -Id $vmhost.Id) -State Connected | Out-Null
if ((Get-VMHost -Id $vmhost.Id).ConnectionState -ne 'Connected') { throw "$($vmhost.Name) is not connected" }
