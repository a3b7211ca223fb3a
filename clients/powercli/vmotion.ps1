# Moves a running VM of a cluster to another host of it.
. "$PSScriptRoot/_connect.ps1"

$cluster = Get-Cluster | Select-Object -First 1
$vm = $cluster | Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
$target = $cluster | Get-VMHost | Where-Object Name -ne $vm.VMHost.Name | Select-Object -First 1
Move-VM -VM $vm -Destination $target | Out-Null
if ((Get-VM -Id $vm.Id).VMHost.Name -ne $target.Name) { throw "$($vm.Name) was not moved" }
