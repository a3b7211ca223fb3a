# What happened: the latest of all, those of a VM, those of a time; tasks, as they ended.
. "$PSScriptRoot/_connect.ps1"

$begun = Get-Date
$vm = Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 1
$vm | Stop-VM -Confirm:$false | Start-VM | Out-Null

Get-VIEvent -MaxSamples 20 | Format-Table CreatedTime, UserName, FullFormattedMessage
$kinds = Get-VIEvent -Entity $vm -Start $begun.AddMinutes(-5) | ForEach-Object { $_.GetType().Name }
foreach ($kind in 'VmPoweredOffEvent', 'VmPoweredOnEvent') {
    if ($kinds -notcontains $kind) { throw "no $kind among $kinds" }
}
Get-Task | Select-Object -Last 5 | Format-Table Name, State, StartTime, FinishTime
if (Get-Task -Status Error) { throw 'a task failed' }
