#!/usr/bin/env bash
# Puts the real clients, at pinned versions, into clients/.tools/ (ignored by git). What is there
# already stays. Each client stands for itself: one that cannot be had does not hinder the others,
# and makes only its own cases skip. With CI=true a missing client is a failure.
#
#   bash clients/install.sh            all of them
#   bash clients/install.sh govc       some of them: govc pyvmomi pyvmomi-6.7.1 lxml automation-sdk schemathesis mono rbvmomi oslo libvirt fence-agents
#
# Needs: Go for govc; Python 3 with venv for the others; apt-get and dpkg for pyvmomi 6.7.1, mono
# and fence-agents.
# No root, nothing outside clients/.tools/ but the caches of Go and pip.
set -uo pipefail
cd "$(dirname "$0")"
tools=$PWD/.tools
mkdir -p "$tools"

# The newest govc to be had as a package of its module: later tags come without it through the proxy.
GOVC_VERSION=v0.46.3
PYVMOMI_VERSION=9.1.1.0
# What Debian's 6.7.1 runs on; it has no upper bounds of its own.
OLD_PYVMOMI_VERSION=6.7.1-4
SIX_VERSION=1.17.0
REQUESTS_VERSION=2.32.5
LXML_VERSION=6.0.2
AUTOMATION_SDK_VERSION=9.1.1.0
SCHEMATHESIS_VERSION=4.32.5
# pyvmomi's own single sign-on wants it, and lxml.
CRYPTOGRAPHY_VERSION=50.0.2
# The one in Debian 12.
MONO_VERSION=6.8.0.105+dfsg-3.3+deb12u1
OSLO_VMWARE_VERSION=4.10.1
RBVMOMI_VERSION=1.8.2-1.1
LIBVIRT_VERSION=9.0.0-4+deb12u2
# The one in Debian 12, and what it runs on.
FENCE_AGENTS_VERSION=4.12.1-1
PYCURL_VERSION=7.45.7
PEXPECT_VERSION=4.9.0

need() { # the programs an installation needs
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || {
      echo "needs $program, which is not here" >&2
      return 1
    }
  done
}

fresh_venv() { # an empty virtual environment in the place of what was there
  need python3 && rm -rf "$1" && python3 -m venv "$1"
}

install_govc() {
  need go && GOBIN="$tools/bin" go install "github.com/vmware/govmomi/govc@$GOVC_VERSION" &&
    "$tools/bin/govc" version
}

install_pyvmomi() {
  local venv=$tools/pyvmomi-$PYVMOMI_VERSION
  fresh_venv "$venv" && "$venv/bin/pip" install --quiet "pyvmomi==$PYVMOMI_VERSION" \
    "lxml==$LXML_VERSION" "cryptography==$CRYPTOGRAPHY_VERSION" &&
    "$venv/bin/python" -c 'import pyVim.connect, pyVim.sso'
}

# In the folder where it is called. A machine that never ran apt-get update has no lists: they are
# then fetched to here, which needs no root either.
fetch_deb() {
  apt-get -qq "${apt_here[@]}" download "python3-pyvmomi=$OLD_PYVMOMI_VERSION"
}

update_lists() {
  mkdir -p lists/partial cache/archives/partial
  apt_here=(-o "Dir::State::Lists=$PWD/lists" -o "Dir::Cache=$PWD/cache")
  apt-get -qq "${apt_here[@]}" update
}
apt_here=()

# Debian's package is unpacked, not installed; a virtual environment holds what it imports.
install_old_pyvmomi() {
  local venv=$tools/pyvmomi-6.7.1 download
  need apt-get dpkg && fresh_venv "$venv" || return 1
  download=$(mktemp -d)
  (cd "$download" && { fetch_deb || { update_lists && fetch_deb; }; } &&
    dpkg -x python3-pyvmomi_*.deb unpacked) 2>&1 | grep -v 'unsandboxed as root'
  cp -r "$download"/unpacked/usr/lib/python3/dist-packages/pyV* \
    "$("$venv/bin/python" -c 'import site; print(site.getsitepackages()[0])')"
  rm -rf "$download"
  "$venv/bin/pip" install --quiet "six==$SIX_VERSION" "requests==$REQUESTS_VERSION" &&
    "$venv/bin/python" -W ignore -c 'import pyVim.connect'
}

install_automation_sdk() {
  local venv=$tools/automation-sdk version=$AUTOMATION_SDK_VERSION
  fresh_venv "$venv" && "$venv/bin/pip" install --quiet "requests==$REQUESTS_VERSION" \
    "vmware-vcenter==$version" "vmware-vapi-runtime==$version" "vmware-vapi-common-client==$version" &&
    "$venv/bin/python" -c 'import vmware.vapi.vsphere.client'
}

install_schemathesis() {
  local venv=$tools/schemathesis
  fresh_venv "$venv" && "$venv/bin/pip" install --quiet "schemathesis==$SCHEMATHESIS_VERSION" &&
    "$venv/bin/schemathesis" --version
}

install_oslo() {
  local venv=$tools/oslo
  fresh_venv "$venv" && "$venv/bin/pip" install --quiet "oslo.vmware==$OSLO_VMWARE_VERSION" &&
    "$venv/bin/python" -W ignore -c 'import oslo_vmware.api'
}

install_lxml() {
  local venv=$tools/lxml
  fresh_venv "$venv" && "$venv/bin/pip" install --quiet "lxml==$LXML_VERSION" &&
    "$venv/bin/python" -c 'import lxml.etree'
}

# Mono is unpacked from its packages, with those of them it is made of; it runs from any place.
fetch_mono() {
  local packages
  packages=$(apt-cache "${apt_here[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances "mono-devel=$MONO_VERSION" | grep -E '^(lib)?mono[a-z0-9.-]*$' | sort -u) || return 1
  [ -n "$packages" ] && apt-get -qq "${apt_here[@]}" download $packages
}

install_mono() {
  unpack mono fetch_mono &&
    MONO_CFG_DIR="$tools/mono/etc" LD_LIBRARY_PATH="$tools/mono/usr/lib" "$tools/mono/usr/bin/mono" --version &&
    [ -f "$tools/mono/usr/lib/mono/4.5/wsdl.exe" ] && [ -f "$tools/mono/usr/lib/mono/4.5/mcs.exe" ]
}

# Packages into a folder below clients/.tools/, unpacked, not installed.
unpack() { # FOLDER, and a function that fetches them to where it is called
  local folder=$tools/$1 fetch=$2 download deb
  need apt-get apt-cache dpkg && rm -rf "$folder" || return 1
  download=$(mktemp -d)
  (cd "$download" && { "$fetch" || { update_lists && "$fetch"; }; }) 2>&1 | grep -v 'unsandboxed as root'
  for deb in "$download"/*.deb; do dpkg -x "$deb" "$folder" || return 1; done
  rm -rf "$download"
}

fetch_rbvmomi() {
  apt-get -qq "${apt_here[@]}" download "ruby-rbvmomi=$RBVMOMI_VERSION" ruby-builder ruby-nokogiri ruby-trollop \
    ruby3.1 libruby3.1 libcrypt1 libgmp10 libxml2 libxslt1.1 libyaml-0-2
}

install_rbvmomi() {
  unpack rbvmomi fetch_rbvmomi && bash "$tools/../ruby/_ruby.sh" -e 'require "rbvmomi"'
}

# With all the libraries it is linked with, but those every Debian has.
fetch_libvirt() {
  local packages
  packages=$(apt-cache "${apt_here[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances "libvirt-clients=$LIBVIRT_VERSION" | grep -E '^lib' | sort -u |
    grep -vE '^lib(c6|gcc|stdc|crypt1|debian|newt|textwrap|slang|db|perl)') || return 1
  [ -n "$packages" ] && apt-get -qq "${apt_here[@]}" download $packages
}

install_libvirt() {
  unpack libvirt fetch_libvirt && bash "$tools/../libvirt/_virsh.sh" --version
}

fetch_fence_agents() {
  apt-get -qq "${apt_here[@]}" download "fence-agents=$FENCE_AGENTS_VERSION"
}

# Debian's package is unpacked; a virtual environment holds what the agent imports.
install_fence_agents() {
  local venv=$tools/fence-agents download
  need apt-get dpkg && fresh_venv "$venv" || return 1
  download=$(mktemp -d)
  (cd "$download" && { fetch_fence_agents || { update_lists && fetch_fence_agents; }; } &&
    dpkg -x fence-agents_*.deb unpacked) 2>&1 | grep -v 'unsandboxed as root'
  mkdir "$venv/share" 2>/dev/null
  cp -r "$download/unpacked/usr/share/fence" "$venv/share/" &&
    { echo "#!$venv/bin/python" && echo "import sys; sys.path.append('$venv/share/fence')" &&
      tail -n +2 "$download/unpacked/usr/sbin/fence_vmware_rest"; } >"$venv/fence_vmware_rest" &&
    chmod +x "$venv/fence_vmware_rest"
  rm -rf "$download"
  "$venv/bin/pip" install --quiet --only-binary=:all: "pycurl==$PYCURL_VERSION" "pexpect==$PEXPECT_VERSION" &&
    "$venv/fence_vmware_rest" --help
}

missing=0
install() { # name, version, how: does nothing when that version is there
  local name=$1 version=$2 how=$3 stamp
  [ "${#wanted[@]}" -eq 0 ] || [[ " ${wanted[*]} " == *" $name "* ]] || return 0
  stamp=$tools/$name.version
  [ "$(cat "$stamp" 2>/dev/null)" = "$version" ] && return 0
  echo "installing $name $version"
  rm -f "$stamp"
  if "$how" >"$tools/$name.log" 2>&1; then
    echo "$version" >"$stamp"
  else
    missing=$((missing + 1))
    echo "$name could not be installed, its cases will be skipped:" >&2
    tail -n 5 "$tools/$name.log" | sed 's/^/    /' >&2
  fi
}

wanted=("$@")
install govc "$GOVC_VERSION" install_govc
install pyvmomi "$PYVMOMI_VERSION with cryptography $CRYPTOGRAPHY_VERSION" install_pyvmomi
install pyvmomi-6.7.1 "$OLD_PYVMOMI_VERSION" install_old_pyvmomi
install lxml "$LXML_VERSION" install_lxml
install automation-sdk "$AUTOMATION_SDK_VERSION" install_automation_sdk
install schemathesis "$SCHEMATHESIS_VERSION" install_schemathesis
install mono "$MONO_VERSION" install_mono
install rbvmomi "$RBVMOMI_VERSION" install_rbvmomi
install oslo "$OSLO_VMWARE_VERSION" install_oslo
install libvirt "$LIBVIRT_VERSION" install_libvirt
install fence-agents "$FENCE_AGENTS_VERSION with pycurl $PYCURL_VERSION" install_fence_agents

[ "$missing" -eq 0 ] || [ "${CI:-}" != true ]
