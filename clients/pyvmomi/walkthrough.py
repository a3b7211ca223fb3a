"""Part 1 of docs/walkthrough.md, as it stands.

# vcmock: --seed lab --time instant
# timeout: 120
"""
from _server import check
from _walkthrough import walk

names, _ = walk(1)
vm = names["vm"]
check(vm.runtime.host.name == "172.16.0.173", vm.runtime.host.name)
check(vm.config.files.vmPathName.startswith("[Datastore50] "), vm.config.files.vmPathName)
check(vm.overallStatus == "green", vm.overallStatus)
