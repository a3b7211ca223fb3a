# Sets DRS to manual, keeps two VMs apart, lists what DRS recommends and applies it.
. "$PSScriptRoot/_connect.ps1"

$cluster = Get-Cluster | Select-Object -First 1
Set-Cluster -Cluster $cluster -DrsEnabled $true -DrsAutomationLevel Manual -Confirm:$false | Out-Null
$pair = $cluster | Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 2
New-DrsRule -Cluster $cluster -Name apart -KeepTogether $false -VM $pair | Out-Null
Get-DrsRecommendation -Cluster $cluster -Refresh | Format-List
Get-DrsRecommendation -Cluster $cluster | Invoke-DrsRecommendation
