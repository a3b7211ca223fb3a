# Powers a VM off and on again.
. "$PSScriptRoot/_connect.ps1"

$vm = Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
$vm | Stop-VM -Confirm:$false | Out-Null
if ((Get-VM -Id $vm.Id).PowerState -ne 'PoweredOff') { throw "$($vm.Name) still runs" }
Get-VM -Id $vm.Id | Start-VM | Out-Null
if ((Get-VM -Id $vm.Id).PowerState -ne 'PoweredOn') { throw "$($vm.Name) does not run" }
