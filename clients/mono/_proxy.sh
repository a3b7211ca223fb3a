# Plays stories through a proxy made from the WSDL of the server in the environment, then compares with pyvmomi.
#
#     . _proxy.sh STORY…
cd "$(dirname "$0")"
tools=$PWD/../.tools
root=$tools/mono
python=$tools/pyvmomi-9.1.1.0/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mono() { MONO_CFG_DIR=$root/etc LD_LIBRARY_PATH=$root/usr/lib "$root/usr/bin/mono" "$@"; }
assembly() { echo "$root/usr/lib/mono/4.5/$1.exe"; }

# What the cmdlets call, and no more: a proxy reflects over each.
operations=(RetrieveServiceContent Login Logout CreateContainerView DestroyView
  RetrieveProperties RetrievePropertiesEx ContinueRetrievePropertiesEx CreateFilter DestroyPropertyFilter WaitForUpdatesEx
  QueryPerf QueryAvailablePerfMetric QueryPerfProviderSummary
  CreateCollectorForEvents ResetCollector ReadPreviousEvents DestroyCollector CreateCollectorForTasks ReadNextTasks
  QueryConfigOption QueryConfigOptionEx QueryConfigTarget QueryTargetCapabilities
  CreateVM_Task ReconfigVM_Task PowerOnVM_Task PowerOffVM_Task RelocateVM_Task Destroy_Task
  EnterMaintenanceMode_Task ExitMaintenanceMode_Task MoveIntoFolder_Task
  ReconfigureComputeResource_Task RefreshRecommendation ApplyRecommendation
  CreateStoragePod ConfigureStorageDrsForPod_Task RecommendDatastores RefreshStorageDrsRecommendation
  ApplyStorageDrsRecommendation_Task DatastoreEnterMaintenanceMode DatastoreExitMaintenanceMode_Task)

build() { # FOLDER: the proxy, with what records its answers
  mono "$(assembly wsdl)" "$work/vimService.wsdl" "-out:$work/Vim.cs" -namespace:Vim25Api >/dev/null
  "$python" _order.py "$work/Vim.cs"
  mono "$(assembly mcs)" -nowarn:0108,0114 -target:library "-out:$work/Vim.dll" -r:System.Web.Services \
    "$work/Vim.cs" _Recording.cs _Json.cs
  mkdir -p "$1"
  mv "$work/Vim.dll" "$1/"
}

# Made once for a WSDL; other cases that want the same one wait for it.
hash=$("$python" _prepare.py "$VSPHERE_URL" "$work" "${operations[@]}")
hash=$(cat _Recording.cs _Json.cs _order.py <(echo "$hash") | sha256sum | cut -c 1-16)
proxies=$tools/mono-proxies
mkdir -p "$proxies"
(
  flock 9
  [ -f "$proxies/$hash/Vim.dll" ] || build "$proxies/$hash"
  touch "$proxies/$hash"
  ls -td "$proxies"/*/ | tail -n +5 | xargs -r rm -rf # those of other days
) 9>"$proxies/lock"

cp "$proxies/$hash/Vim.dll" "$work/"
mono "$(assembly mcs)" "-out:$work/Client.exe" "-r:$work/Vim.dll" -r:System.Web.Services \
  _Client.cs _Session.cs _Reads.cs _Machines.cs _Cluster.cs _Storage.cs
mkdir "$work/calls"
mono "$work/Client.exe" "$VSPHERE_URL/sdk" "$VSPHERE_USER" "$VSPHERE_PASSWORD" "$work/calls" "$@"
"$python" -W ignore _compare.py "$work/calls" "$work/vim.wsdl"
