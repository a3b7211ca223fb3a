# A .NET client made from the served WSDL, strict about order as PowerCLI is: what it decodes, pyvmomi decodes alike.
# vcmock: --seed lab --time instant
# timeout: 300
cd "$(dirname "$0")"
tools=$PWD/../.tools
root=$tools/mono
python=$tools/pyvmomi-9.1.1.0/bin/python
work=$(mktemp -d)

mono() { MONO_CFG_DIR=$root/etc LD_LIBRARY_PATH=$root/usr/lib "$root/usr/bin/mono" "$@"; }
assembly() { echo "$root/usr/lib/mono/4.5/$1.exe"; }

# What the cmdlets call, and no more: a proxy reflects over each.
operations=(RetrieveServiceContent Login Logout RetrieveProperties CreateContainerView DestroyView
  QueryPerf QueryAvailablePerfMetric QueryPerfProviderSummary
  CreateCollectorForEvents ResetCollector ReadPreviousEvents DestroyCollector CreateCollectorForTasks ReadNextTasks
  QueryConfigOption QueryConfigTarget ReconfigureComputeResource_Task RefreshRecommendation RelocateVM_Task)

# The proxy of a WSDL is made once.
hash=$("$python" _prepare.py "$VSPHERE_URL" "$work" "${operations[@]}")
proxies=$tools/mono-proxies
proxy=$proxies/$hash
if [ ! -f "$proxy/Vim.dll" ]; then
  mono "$(assembly wsdl)" "$work/vimService.wsdl" "-out:$work/Vim.cs" -namespace:Vim25Api >/dev/null
  "$python" _order.py "$work/Vim.cs"
  mono "$(assembly mcs)" -nowarn:0108,0114 -target:library "-out:$work/Vim.dll" -r:System.Web.Services "$work/Vim.cs"
  rm -rf "$proxies" && mkdir -p "$proxy"
  cp "$work/Vim.dll" "$proxy/Vim.dll"
fi
cp "$proxy/Vim.dll" "$work/"
mono "$(assembly mcs)" "-out:$work/Client.exe" "-r:$work/Vim.dll" -r:System.Web.Services _Client.cs _Json.cs

mono "$work/Client.exe" "$VSPHERE_URL/sdk" "$VSPHERE_USER" "$VSPHERE_PASSWORD" >"$work/decoded.json"
"$python" -W ignore _compare.py "$work/decoded.json"
rm -rf "$work"
