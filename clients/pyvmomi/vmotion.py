"""vMotion from its request to its last event: where the VM is at every instant, what is told and what counted.

# vcmock: --seed clients/pyvmomi/migration.yaml --time manual
"""
from pyVmomi import vim

from _moves import (
    CLEANUP, LINK, MOMENT, PREPARATION, Counted, advance, close, cluster_of, content, datastore_of, events_of,
    failed, fault_of, host_of, kind, migration, picture, play, precopy, relocate, results, seconds_between,
    succeeded, told, vm_of,
)
from _server import check

checker = content.vmProvisioningChecker
network_named = lambda vm, name: [each for each in vm.runtime.host.network if each.name == name][0]


def on(vm, host, others):
    """The VM is on one host and on no other."""
    check(vm.runtime.host == host, "it is on", vm.runtime.host)
    check(vm.summary.runtime.host == host, "its summary says", vm.summary.runtime.host)
    check(vm in list(host.vm), host.name, "does not list it")
    for other in others:
        check(vm not in list(other.vm), other.name, "lists it too")


def hot_compute():
    """a VM that runs goes to another host in the time that its memory takes"""
    vm, source, target, cluster = vm_of("Migration_Test"), host_of("H172"), host_of("H173"), cluster_of("C1")
    datastores, vmotions = list(vm.datastore), cluster.summary.numVmotions
    copying, stunned = precopy(4096, 100, 2048, LINK)
    check(close(copying + stunned, 4.146), "the formula gives", copying + stunned)
    resumes = PREPARATION + copying + stunned

    task = relocate(vm, host=target)
    progress, cancelable, at = [], [], 0
    while at < resumes - MOMENT:
        info = task.info
        check(info.state == "running", "after", at, "s it is", info.state, info.error)
        on(vm, source, [target])
        progress.append(info.progress or 0)
        cancelable.append(info.cancelable)
        step = min(0.25, resumes - MOMENT - at)
        advance(step)
        at += step
    check(progress == sorted(progress), "progress went back:", progress)
    check(len(set(progress)) > 5, "progress hardly moved:", progress)
    check(all(cancelable[: int((PREPARATION + copying) / 0.25)]), "it could not be cancelled:", cancelable)
    on(vm, source, [target])
    check(not task.info.cancelable, "it can be cancelled after the point of no return")

    advance(2 * MOMENT)
    on(vm, target, [source])
    check(task.info.state == "running", "before the cleanup it is", task.info.state)
    advance(CLEANUP - 2 * MOMENT)
    check(task.info.state == "running", "during the cleanup it is", task.info.state)
    advance(2 * MOMENT)
    info = task.info
    check(info.state == "success", info.state, info.error)
    check((info.entity, info.entityName, info.descriptionId) == (vm, vm.name, "VirtualMachine.relocate"), info)
    check(close(seconds_between(info.startTime, info.completeTime), resumes + CLEANUP), info)

    on(vm, target, [source])
    check(list(vm.datastore) == datastores, "datastores:", vm.datastore)
    check(vm.runtime.powerState == "poweredOn", vm.runtime.powerState)
    check(told(task) == ["TaskEvent", "VmBeingHotMigratedEvent", "VmMigratedEvent"], told(task))
    _, began, done = events_of(vm, info.eventChainId)
    check((began.host.host, began.destHost.host) == (source, target), began)
    check((done.host.host, done.sourceHost.host) == (target, source), done)
    check([began.destDatastore.name, done.sourceDatastore.name] == ["DS1", "DS1"], began, done)
    check(cluster.summary.numVmotions == vmotions + 1, "numVmotions is", cluster.summary.numVmotions)
    seen = migration(task)
    check(close(seen["downtimeMs"] / 1000, stunned), "stunned for", seen["downtimeMs"])
    check(close(seen["memory"]["precopySeconds"], copying), seen["memory"])
    check(len(seen["memory"]["rounds"]) == 1 and close(seen["memory"]["finalMb"], 365.529), seen["memory"])


def hot_compute_is_counted():
    """statistics count one vMotion"""
    with Counted(numVMotion=1):
        succeeded(relocate(vm_of("Migration_Test"), host=host_of("H173")))


def local_disk():
    """the other host cannot reach the files; with a datastore for them it is a move of both"""
    vm, source, target, shared = vm_of("local"), host_of("H172"), host_of("H173"), datastore_of("DS1")
    spec = vim.vm.RelocateSpec(host=target)
    found = results(checker.CheckRelocate_Task(vm, spec, ["datastoreTests"]))
    check(found == [(target, ["CannotAccessVmDisk", "CannotAccessVmConfig"], [])], found)

    before = picture(vm, source, target, shared)
    task = relocate(vm, host=target)
    fault = failed(task, "CannotAccessVmDisk")
    check(fault.device == "Hard disk 1" and fault.backing.startswith("[L172] "), fault)
    check(picture(vm, source, target, shared) == before, "something changed")
    check(told(task) == ["TaskEvent", "VmFailedMigrateEvent"], told(task))
    event = [one for one in events_of(vm) if isinstance(one, vim.event.VmFailedMigrateEvent)][-1]
    check(kind(event.reason) == kind(fault), event)
    check((event.host.host, event.destHost.host, event.destDatastore.name) == (source, target, "L172"), event)

    with Counted(numXVMotion=1):
        task = relocate(vm, host=target, datastore=shared)
        succeeded(task)
        check(told(task) == ["TaskEvent", "VmBeingHotMigratedEvent", "VmMigratedEvent"], told(task))
        check(migration(task)["kind"] == "xvmotion", migration(task))
    on(vm, target, [source])
    check(list(vm.datastore) == [shared], vm.datastore)
    check(vm.config.files.vmPathName == "[DS1] local/local.vmx", vm.config.files.vmPathName)


def network():
    """a network that the other host lacks keeps a connected card back, not one that is unplugged"""
    vm, source, target = vm_of("on-Net172"), host_of("H172"), host_of("H173")
    before = picture(vm, source, target)
    fault = failed(relocate(vm, host=target), "CannotAccessNetwork")
    check(fault.device == "Network adapter 1", fault.device)
    check(picture(vm, source, target) == before, "something changed")

    card = next(each for each in vm.config.hardware.device if isinstance(each, vim.vm.device.VirtualEthernetCard))
    card.backing = vim.vm.device.VirtualEthernetCard.NetworkBackingInfo(deviceName="VM Network")
    edit = vim.vm.device.VirtualDeviceSpec(operation="edit", device=card)
    succeeded(relocate(vm, host=target, deviceChange=[edit]))
    on(vm, target, [source])
    check([each.name for each in vm.network] == ["VM Network"], vm.network)
    (after,) = [each for each in vm.config.hardware.device if each.key == card.key]
    check((after.backing.deviceName, after.macAddress) == ("VM Network", card.macAddress), after)
    check(after.backing.network == network_named(vm, "VM Network"), after.backing)

    unplugged = vm_of("unplugged-Net172")
    found = results(checker.CheckRelocate_Task(unplugged, vim.vm.RelocateSpec(host=target)))
    check(found == [(target, [], ["CannotAccessNetwork"])], found)
    succeeded(relocate(unplugged, host=target))
    on(unplugged, target, [source])


def powered_off():
    """a VM that does not run changes its host in seconds, which is no vMotion"""
    vm, source, target, cluster = vm_of("off"), host_of("H172"), host_of("H173"), cluster_of("C1")
    vmotions = cluster.summary.numVmotions
    with Counted(numChangeHost=1):
        task = relocate(vm, host=target)
        info = succeeded(task, 3)
        check(told(task) == ["TaskEvent", "VmBeingMigratedEvent", "VmMigratedEvent"], told(task))
    check(1 <= seconds_between(info.startTime, info.completeTime) <= 3, info)
    on(vm, target, [source])
    check(cluster.summary.numVmotions == vmotions, cluster.summary.numVmotions)


def host_out_of_reach():
    """a host in maintenance mode takes no VM, nor does one that is disconnected"""
    vm, source, target, neighbour = vm_of("Migration_Test"), host_of("H172"), host_of("H173"), vm_of("neighbour")
    succeeded(neighbour.PowerOffVM_Task(), 30)
    succeeded(target.EnterMaintenanceMode_Task(0, False), 60)
    check(target.runtime.inMaintenanceMode, "it is not in maintenance mode")
    before = picture(vm, source, target)
    fault = failed(relocate(vm, host=target), "InvalidHostState")
    check(fault.host == target, fault)
    succeeded(target.ExitMaintenanceMode_Task(0), 60)

    succeeded(target.DisconnectHost_Task(), 60)
    failed(relocate(vm, host=target), "InvalidHostConnectionState", "HostNotConnected")
    check(picture(vm, source, target) == before, "something changed")
    succeeded(target.ReconnectHost_Task(), 60)
    succeeded(relocate(vm, host=target))
    on(vm, target, [source])


def queue():
    """of nine moves eight run, on an eighth of the link each, and one waits for the first to end"""
    source, target = host_of("H172"), host_of("H173")
    tasks = [relocate(vm_of("q%d" % number), host=target) for number in range(1, 10)]
    advance(MOMENT)
    infos = [task.info for task in tasks]
    check([info.state for info in infos] == ["running"] * 8 + ["queued"], [info.state for info in infos])
    check(infos[8].queueTime is not None and infos[8].startTime is None, infos[8])

    advance(PREPARATION)
    for task in tasks[:8]:
        rate = migration(task)["memory"]["rateMbPerSecond"]
        check(close(rate, LINK / 8), "it copies at", rate, "MB/s instead of", LINK / 8)
    for task in tasks:
        waits = migration(task)["waits"]
        # Links and hosts have room for eight: 8 units of the network, 16 of a host.
        for_what = {(each["resource"], each["name"]) for each in waits}
        full = {("host", "H172"), ("host", "H173"), ("network", "H172"), ("network", "H173")}
        check(for_what == (full if task == tasks[8] else set()), task, "waits for", for_what)

    copying, stunned = precopy(4096, 100, 2048, LINK / 8)
    lasts = PREPARATION + copying + stunned + CLEANUP
    advance(lasts - PREPARATION - 2 * MOMENT)
    check(tasks[8].info.state == "queued", "it did not wait for the others")
    advance(2 * MOMENT)
    infos = [task.info for task in tasks]
    check([info.state for info in infos] == ["success"] * 8 + ["running"], [info.state for info in infos])
    for info in infos[:8]:
        took = seconds_between(info.startTime, info.completeTime)
        check(close(took, lasts), "it took", took, "s instead of", lasts)
    check(infos[8].startTime == min(info.completeTime for info in infos[:8]), infos[8])
    last = succeeded(tasks[8])
    alone = sum(precopy(4096, 100, 2048, LINK)) + PREPARATION + CLEANUP
    check(close(seconds_between(last.startTime, last.completeTime), alone), last)
    for number in range(1, 10):
        on(vm_of("q%d" % number), target, [source])


def cancel():
    """a move that is called off half way leaves nothing behind"""
    vm, other, source, target = vm_of("reserving"), vm_of("waiting"), host_of("H172"), host_of("H173")
    before = picture(vm, source, target)
    task = relocate(vm, host=target)
    while (task.info.progress or 0) < 50:
        check(task.info.state == "running", task.info.state, task.info.error)
        advance(0.5)
    # Both hosts hold what the VM reserves: the other one has no room.
    failed(other.PowerOnVM_Task(), "InsufficientHostMemoryCapacityFault", seconds=1)
    check(task.info.state == "running" and task.info.cancelable, task.info)
    task.CancelTask()
    info = task.info
    check((info.state, info.cancelled, kind(info.error)) == ("error", True, "RequestCanceled"), info)
    check(info.completeTime is not None, info)
    on(vm, source, [target])
    check(told(task) == ["TaskEvent", "VmBeingHotMigratedEvent", "VmFailedMigrateEvent"], told(task))
    succeeded(other.PowerOnVM_Task(), 60)
    check(picture(vm, source, target) == before, "something changed")
    check(migration(task)["state"] == "cancelled", migration(task))


def pool():
    """DRS chooses the host where the caller names a pool alone; without DRS he has to name one"""
    vm, source, cluster = vm_of("Migration_Test"), host_of("H172"), cluster_of("C2")
    vmotions = [each.summary.numVmotions for each in (cluster_of("C1"), cluster)]
    task = relocate(vm, pool=cluster.resourcePool)
    succeeded(task)
    check(vm.runtime.host in list(cluster.host), "it is on", vm.runtime.host.name)
    on(vm, vm.runtime.host, [source])
    check(vm.resourcePool == cluster.resourcePool, vm.resourcePool)
    check(vm in list(cluster.resourcePool.vm) and vm not in list(cluster_of("C1").resourcePool.vm), "pools")
    check(told(task)[1:] == ["VmBeingHotMigratedEvent", "VmMigratedEvent", "VmResourcePoolMovedEvent"], told(task))
    # A move between clusters is no vMotion of either.
    check([each.summary.numVmotions for each in (cluster_of("C1"), cluster)] == vmotions, vmotions)

    other = vm_of("neighbour")
    before = picture(other, host_of("H173"))
    off = vim.cluster.ConfigSpecEx(drsConfig=vim.cluster.DrsConfigInfo(enabled=False))
    succeeded(cluster.ReconfigureComputeResource_Task(off, True), 60)
    for without_drs in (cluster, cluster_of("C3")):
        name, fault = fault_of(lambda: relocate(other, pool=without_drs.resourcePool))
        check((name, fault.invalidProperty) == ("InvalidArgument", "spec.host"), name, fault)
    check(picture(other, host_of("H173")) == before, "something changed")
    # One that does not run goes to any host of the cluster.
    succeeded(relocate(vm_of("off"), pool=cluster.resourcePool))
    check(vm_of("off").runtime.host in list(cluster.host), vm_of("off").runtime.host)


def anti_affinity():
    """a rule that keeps VMs apart is a warning to a user, who may move them together all the same"""
    vm, other, target, cluster = vm_of("Migration_Test"), vm_of("neighbour"), host_of("H173"), cluster_of("C1")
    rule = vim.cluster.AntiAffinityRuleSpec(name="apart", enabled=True, vm=[vm, other])
    spec = vim.cluster.ConfigSpecEx(rulesSpec=[vim.cluster.RuleSpec(operation="add", info=rule)])
    succeeded(cluster.ReconfigureComputeResource_Task(spec, True), 60)

    task = checker.CheckMigrate_Task(vm, target)
    check(results(task) == [(target, [], ["RuleViolation"])], task.info.result)
    (warning,) = task.info.result[0].warning
    check(warning.host == target and warning.rule.name == "apart", warning)
    migrate = vm.MigrateVM_Task(host=target, priority="defaultPriority")
    succeeded(migrate)
    check(migrate.info.descriptionId == "VirtualMachine.migrate", migrate.info)
    on(vm, target, [host_of("H172")])


play(
    hot_compute, hot_compute_is_counted, local_disk, network, powered_off, host_out_of_reach, queue, cancel, pool,
    anti_affinity,
)
