# Connects to the server named in the environment. Dot-sourced by the examples.
$ErrorActionPreference = 'Stop'
Import-Module VMware.VimAutomation.Core
Set-PowerCLIConfiguration -Scope Session -InvalidCertificateAction Ignore -ParticipateInCeip $false -Confirm:$false | Out-Null
$protocol = ([uri]$env:VSPHERE_URL).Scheme
Connect-VIServer -Server $env:VSPHERE_HOST -Port $env:VSPHERE_PORT -Protocol $protocol `
    -User $env:VSPHERE_USER -Password $env:VSPHERE_PASSWORD | Out-Null
