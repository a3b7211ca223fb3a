# Moves a running VM to another host of its cluster and watches its progress; asks for the move that cannot be.
. "$PSScriptRoot/_connect.ps1"

$cluster = Get-Cluster | Select-Object -First 1
$vm = $cluster | Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
$source = $vm.VMHost
$target = $cluster | Get-VMHost | Where-Object Name -ne $source.Name | Select-Object -First 1

$task = Move-VM -VM $vm -Destination $target -VMotionPriority High -RunAsync
while ($task.State -eq 'Running' -or $task.State -eq 'Queued') {
    Write-Host "$($vm.Name): $($task.PercentComplete) %"
    Start-Sleep -Milliseconds 500
    $task = Get-Task -Id $task.Id
}
if ($task.State -ne 'Success') { throw "the task ended in $($task.State)" }
$moved = Get-VM -Id $vm.Id
if ($moved.VMHost.Name -ne $target.Name) { throw "$($vm.Name) was not moved" }
if ($moved.PowerState -ne 'PoweredOn') { throw "$($vm.Name) does not run" }
$events = Get-VIEvent -Entity $moved -MaxSamples 50 | ForEach-Object { $_.GetType().Name }
if ($events -notcontains 'VmMigratedEvent') { throw "no event tells of it: $events" }

# A VM that runs on a datastore of its host alone cannot follow.
$local = Get-VM | Where-Object {
    $_.PowerState -eq 'PoweredOn' -and
    (Get-Datastore -RelatedObject $_ | Where-Object { -not $_.ExtensionData.Summary.MultipleHostAccess })
} | Select-Object -First 1
if ($local) {
    $other = Get-VMHost | Where-Object Name -ne $local.VMHost.Name | Select-Object -First 1
    try { Move-VM -VM $local -Destination $other -ErrorAction Stop | Out-Null; $refused = $false }
    catch { Write-Host $_.Exception.Message; $refused = $true }
    if (-not $refused) { throw "$($local.Name) was moved away from its disks" }
}
