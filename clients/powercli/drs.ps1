# Manual DRS: a VM that is off is powered on where one of DRS's recommendations says; two VMs are kept apart and what DRS
# recommends for that is applied. Then DRS decides by itself again, at another threshold.
. "$PSScriptRoot/_connect.ps1"

$cluster = Get-Cluster | Select-Object -First 1
Set-Cluster -Cluster $cluster -DrsEnabled $true -DrsAutomationLevel Manual -Confirm:$false | Out-Null

$off = $cluster | Get-VM | Where-Object PowerState -eq 'PoweredOff' | Select-Object -First 1
$datacenter = Get-Datacenter -Cluster $cluster
$datacenter.ExtensionData.PowerOnMultiVM_Task(@($off.ExtensionData.MoRef), $null) | Out-Null
Start-Sleep -Seconds 1
$cluster.ExtensionData.UpdateViewData('Recommendation')
$best = $cluster.ExtensionData.Recommendation | Where-Object Reason -eq 'powerOnVm' | Sort-Object Rating | Select-Object -Last 1
$cluster.ExtensionData.ApplyRecommendation($best.Key)

$pair = $cluster | Get-VM | Where-Object PowerState -eq 'PoweredOn' | Select-Object -First 2
New-DrsRule -Cluster $cluster -Name apart -KeepTogether $false -VM $pair | Out-Null
Get-DrsRecommendation -Cluster $cluster -Refresh | Format-List
Get-DrsRecommendation -Cluster $cluster | Invoke-DrsRecommendation
Get-DrsRule -Cluster $cluster -Name apart | Remove-DrsRule -Confirm:$false

Set-Cluster -Cluster $cluster -DrsAutomationLevel FullyAutomated -Confirm:$false | Out-Null
$spec = New-Object VMware.Vim.ClusterConfigSpecEx
$spec.DrsConfig = New-Object VMware.Vim.ClusterDrsConfigInfo
# 1 moves most, 5 only what must be.
$spec.DrsConfig.VmotionRate = 2
$cluster.ExtensionData.ReconfigureComputeResource($spec, $true)
