"""What the checkers say of a move beforehand is what the move then runs into; each test is asked for by itself.

# vcmock: --seed clients/pyvmomi/migration.yaml --time manual
"""
from pyVmomi import vim

from _moves import (
    cluster_of, content, datastore_of, failed, fault_of, host_of, kind, picture, play, relocate, results,
    succeeded, vm_of,
)
from _server import check

checker = content.vmProvisioningChecker
TESTS = ["sourceTests", "hostTests", "resourcePoolTests", "datastoreTests", "networkTests"]


def spec_to(host, **more):
    return vim.vm.RelocateSpec(host=host, **more)


def agrees(vm, test, errors, **spec):
    """A relocation has these errors, by that test alone; asked for, it fails with the first of them."""
    asked = vim.vm.RelocateSpec(**spec)
    host = spec.get("host", vm.runtime.host)
    found = results(checker.CheckRelocate_Task(vm, asked))
    check(found == [(host, errors, [])], vm.name, "has", found)
    for each in TESTS:
        found = results(checker.CheckRelocate_Task(vm, asked, [each]))
        check(found == [(host, errors if each == test else [], [])], vm.name, each, "says", found)
    before = picture(vm, vm.runtime.host, host)
    failed(relocate(vm, **spec), errors[0])
    check(picture(vm, vm.runtime.host, host) == before, "something changed")


def each_test():
    """disks out of reach, networks out of reach, no room"""
    target = host_of("H173")
    agrees(vm_of("local"), "datastoreTests", ["CannotAccessVmDisk", "CannotAccessVmConfig"], host=target)
    agrees(vm_of("on-Net172"), "networkTests", ["CannotAccessNetwork"], host=target)
    agrees(vm_of("large"), "datastoreTests", ["NoDiskSpace"], datastore=datastore_of("DS2"))


def resources():
    """a host that cannot hold what a VM reserves"""
    succeeded(vm_of("waiting").PowerOnVM_Task(), 60)
    agrees(vm_of("reserving"), "resourcePoolTests", ["InsufficientHostMemoryCapacityFault"], host=host_of("H173"))


def hosts():
    """a host in maintenance mode, and one that is disconnected"""
    vm, target = vm_of("Migration_Test"), host_of("H173")
    succeeded(vm_of("neighbour").PowerOffVM_Task(), 30)
    succeeded(target.EnterMaintenanceMode_Task(0, False), 60)
    agrees(vm, "hostTests", ["InvalidHostState"], host=target)
    succeeded(target.ExitMaintenanceMode_Task(0), 60)
    succeeded(target.DisconnectHost_Task(), 60)
    found = results(checker.CheckRelocate_Task(vm, spec_to(target), ["hostTests"]))
    check(found[0][1][0] in ("HostNotConnected", "InvalidHostConnectionState"), found)
    succeeded(target.ReconnectHost_Task(), 60)
    check(results(checker.CheckRelocate_Task(vm, spec_to(target))) == [(target, [], [])], "back again")


def pools():
    """a pool alone asks for every host of its cluster; without DRS there is nobody to choose"""
    vm = vm_of("Migration_Test")
    cluster = cluster_of("C2")
    found = results(checker.CheckMigrate_Task(vm, None, cluster.resourcePool))
    check([(host.name, errors) for host, errors, _ in found] == [("H201", []), ("H202", [])], found)
    found = results(checker.CheckRelocate_Task(vm, vim.vm.RelocateSpec(pool=cluster.resourcePool)))
    check([host.name for host, _, _ in found] == ["H201", "H202"], found)
    name, _ = fault_of(lambda: checker.CheckMigrate_Task(vm, None, cluster_of("C3").resourcePool))
    check(name == "InvalidArgument", name)
    name, _ = fault_of(lambda: checker.CheckMigrate_Task(vm, host_of("H201"), cluster_of("C1").resourcePool))
    check(name == "InvalidArgument", name)


def nobody_there():
    """a cluster none of whose hosts can be reached"""
    for name in ("H201", "H202"):
        succeeded(host_of(name).DisconnectHost_Task(), 60)
    pool = cluster_of("C2").resourcePool
    try:
        info = checker.CheckMigrate_Task(vm_of("Migration_Test"), None, pool).info
        seen = kind(info.error) if info.error else [kind(each.error[0]) for each in info.result]
    except Exception as fault:
        seen = kind(fault)
    check(seen == "NoActiveHostInCluster", seen)


def nothing_changes():
    """a check moves nothing, and leaves no event of a move"""
    vm = vm_of("Migration_Test")
    before = picture(vm, host_of("H172"), host_of("H173"))
    results(checker.CheckRelocate_Task(vm, spec_to(host_of("H173"), datastore=datastore_of("DS2"))))
    results(checker.QueryVMotionCompatibilityEx_Task([vm, vm_of("off")], [host_of("H173"), host_of("H301")]))
    check(picture(vm, host_of("H172"), host_of("H173")) == before, "something changed")


play(each_test, resources, hosts, pools, nobody_there, nothing_changes)
