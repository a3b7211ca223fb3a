# Rules of a cluster: VMs apart, VMs together, VMs on a group of hosts; changed, and removed again.
. "$PSScriptRoot/_connect.ps1"

$cluster = Get-Cluster | Select-Object -First 1
$vms = $cluster | Get-VM | Select-Object -First 2
New-DrsRule -Cluster $cluster -Name 'keep apart' -KeepTogether $false -VM $vms | Out-Null
Get-DrsRule -Cluster $cluster -Name 'keep apart' | Set-DrsRule -Enabled $false | Out-Null
if ((Get-DrsRule -Cluster $cluster -Name 'keep apart').Enabled) { throw 'the rule is still enabled' }

$machines = New-DrsClusterGroup -Cluster $cluster -Name 'machines' -VM $vms
$hosts = New-DrsClusterGroup -Cluster $cluster -Name 'hosts' -VMHost ($cluster | Get-VMHost | Select-Object -First 1)
New-DrsVMHostRule -Cluster $cluster -Name 'stay there' -VMGroup $machines -VMHostGroup $hosts -Type ShouldRunOn | Out-Null
Get-DrsVMHostRule -Cluster $cluster | Format-Table Name, Type, VMGroup, VMHostGroup, Enabled

Get-DrsVMHostRule -Cluster $cluster -Name 'stay there' | Remove-DrsVMHostRule -Confirm:$false | Out-Null
Get-DrsClusterGroup -Cluster $cluster | Remove-DrsClusterGroup -Confirm:$false | Out-Null
Get-DrsRule -Cluster $cluster -Name 'keep apart' | Remove-DrsRule -Confirm:$false
if (Get-DrsRule -Cluster $cluster -Name 'keep apart' -ErrorAction SilentlyContinue) { throw 'the rule is still there' }
