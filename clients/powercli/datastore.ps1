# Makes a datastore on a disk that no datastore lies on yet, moves a VM onto it and back, removes it.
. "$PSScriptRoot/_connect.ps1"

$vm = Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
$vmhost = $vm.VMHost
$origin = Get-Datastore -RelatedObject $vm | Select-Object -First 1
$system = Get-View $vmhost.ExtensionData.ConfigManager.DatastoreSystem
$disk = $system.QueryAvailableDisksForVmfs($null) | Select-Object -First 1
if (-not $disk) { throw "$($vmhost.Name) has no free disk" }

$made = New-Datastore -VMHost $vmhost -Name 'Second' -Path $disk.CanonicalName -Vmfs
Get-VMHostStorage -VMHost (Get-VMHost) -RescanVmfs | Out-Null
$made | Format-Table Name, Type, FreeSpaceGB, CapacityGB

Move-VM -VM $vm -Datastore $made | Out-Null
if ((Get-Datastore -RelatedObject (Get-VM -Id $vm.Id)).Name -ne 'Second') { throw "$($vm.Name) was not moved" }
Move-VM -VM (Get-VM -Id $vm.Id) -Datastore $origin | Out-Null

Remove-Datastore -VMHost $vmhost -Datastore (Get-Datastore -Name 'Second') -Confirm:$false
if (Get-Datastore -Name 'Second' -ErrorAction SilentlyContinue) { throw 'it is still there' }
