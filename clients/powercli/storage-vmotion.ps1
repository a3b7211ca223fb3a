# Moves the files of a running VM to another datastore of its host, changes their format, and moves one disk back.
. "$PSScriptRoot/_connect.ps1"

$vm = Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
$from = Get-Datastore -RelatedObject $vm | Select-Object -First 1
$to = Get-Datastore -RelatedObject $vm.VMHost |
    Where-Object { $_.Name -ne $from.Name -and $_.FreeSpaceGB -gt $vm.ProvisionedSpaceGB } |
    Select-Object -First 1
if (-not $to) { throw "no other datastore of $($vm.VMHost.Name) has room for $($vm.Name)" }

Move-VM -VM $vm -Datastore $to -DiskStorageFormat Thin | Out-Null
$moved = Get-VM -Id $vm.Id
if ($moved.VMHost.Name -ne $vm.VMHost.Name) { throw "$($vm.Name) changed its host" }
if ((Get-Datastore -RelatedObject $moved).Name -ne $to.Name) { throw "$($vm.Name) was not moved" }
$disk = Get-HardDisk -VM $moved | Select-Object -First 1
if ($disk.Filename -notlike "[[]$($to.Name)]*") { throw "the disk is $($disk.Filename)" }
if ($disk.StorageFormat -ne 'Thin') { throw "the disk is $($disk.StorageFormat)" }

# One disk alone.
Move-HardDisk -HardDisk $disk -Datastore $from -Confirm:$false | Out-Null
$names = (Get-Datastore -RelatedObject (Get-VM -Id $vm.Id)).Name | Sort-Object
if (Compare-Object $names (@($from.Name, $to.Name) | Sort-Object)) { throw "datastores: $names" }
