# Runs virsh from where install.sh unpacked it: bash _virsh.sh ARGUMENT…
root=$(cd "$(dirname "$0")/../.tools/libvirt" && pwd)
libraries=$(dirname "$root"/usr/lib/*/libvirt.so.0)
export LD_LIBRARY_PATH=$libraries:$root/lib/$(basename "$libraries")
exec "$root/usr/bin/virsh" "$@"
