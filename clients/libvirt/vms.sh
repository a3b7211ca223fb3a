# libvirt: a host's VMs, storage and network as virsh sees them; power, snapshots, a VM's end.
# vcmock: --seed lab --time instant
. "$(dirname "$0")/../govc/_check.sh"
here=$PWD/$(dirname "$0")
[ -d "$here" ] || here=$(dirname "$0")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export XDG_RUNTIME_DIR=$home XDG_CACHE_HOME=$home LIBVIRT_AUTH_FILE=$home/auth.conf
cat >"$LIBVIRT_AUTH_FILE" <<AUTH
[credentials-vc]
username=$VSPHERE_USER
password=$VSPHERE_PASSWORD
[auth-esx-$VSPHERE_HOST]
credentials=vc
AUTH
plain=$([[ $VSPHERE_URL == http:* ]] && echo '&transport=http' || true)
virsh() {
  bash "$here/_virsh.sh" -q -c "vpx://${VSPHERE_USER/@/%40}@$VSPHERE_HOST:$VSPHERE_PORT/Datacenter/Cluster/172.16.0.172?no_verify=1$plain" "$@"
}

holds 'running' '^ [0-9]+ +local-only +running$' "$(virsh list --all)"
holds 'processors' '^CPU\(s\): +20$' "$(virsh nodeinfo)"
holds 'version' '^Running hypervisor: ESX 8\.' "$(virsh version)"
holds 'storage' '^ SharedDS +active' "$(virsh pool-list --all)"
holds 'capacity' '^Capacity: +500.00 GiB$' "$(virsh pool-info SharedDS)"
holds 'disks' '^ win2022-dc/win2022-dc.vmdk +\[SharedDS\] win2022-dc/win2022-dc.vmdk$' "$(virsh vol-list SharedDS)"
holds 'networks' '^ vSwitch0 +active' "$(virsh net-list --all)"

# The configuration is read from the VM's own file.
xml=$(virsh dumpxml win2022-dc)
holds 'memory' "<memory unit='KiB'>8388608</memory>" "$xml"
holds 'firmware' "<os firmware='efi'>" "$xml"
holds 'disk' "<source file='\[SharedDS\] win2022-dc/win2022-dc.vmdk'/>" "$xml"
holds 'card' "<source bridge='VM Network'/>" "$xml"

virsh snapshot-create-as local-only before >/dev/null
holds 'snapshot' '^ before +.* running$' "$(virsh snapshot-list local-only)"
virsh suspend local-only >/dev/null
equal 'suspended' paused "$(virsh domstate local-only)"
virsh resume local-only >/dev/null
virsh snapshot-revert local-only before >/dev/null
virsh snapshot-delete local-only before >/dev/null
virsh autostart local-only >/dev/null
holds 'autostart' '^Autostart: +enable$' "$(virsh dominfo local-only)"
virsh destroy local-only >/dev/null
equal 'off' 'shut off' "$(virsh domstate local-only)"
refused 'Domain is not suspended' virsh resume local-only
virsh undefine local-only >/dev/null
refused "failed to get domain 'local-only'" virsh domstate local-only
