# A category with a tag, a VM that carries it, VMs found by it; all removed again.
. "$PSScriptRoot/_connect.ps1"

$category = New-TagCategory -Name 'Tier' -Cardinality Single -EntityType VirtualMachine
$tag = New-Tag -Name 'gold' -Category $category -Description 'comes first'
$vm = Get-VM | Select-Object -First 1
New-TagAssignment -Tag $tag -Entity $vm | Out-Null

$found = Get-VM -Tag $tag
if ($found.Id -ne $vm.Id) { throw "found $($found.Name) instead of $($vm.Name)" }
Get-TagAssignment -Entity $vm | Format-Table Tag, Entity

Get-TagAssignment -Entity $vm | Remove-TagAssignment -Confirm:$false
Remove-Tag -Tag $tag -Confirm:$false
Remove-TagCategory -Category $category -Confirm:$false
if (Get-Tag -Name 'gold' -ErrorAction SilentlyContinue) { throw 'it is still there' }
