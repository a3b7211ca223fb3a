"""DRS: a power-on with a choice of hosts, recommendations applied, balance, maintenance, what would be done.

# vcmock: --seed clients/pyvmomi/drs.yaml --time manual
# timeout: 120
"""
from pyVmomi import vim, vmodl

from _control import advance, control, reset
from _server import check, connect, named

FIVE_MINUTES = 300

service_instance = connect()
content = service_instance.RetrieveContent()
datacenter = named(content, vim.Datacenter, "DC")
cluster = named(content, vim.ClusterComputeResource, "C1")
hosts = {host.name: host for host in cluster.host}
vms = {vm.name: vm for host in cluster.host for vm in host.vm}


def ended(task, seconds=5):
    advance(seconds)
    check(task.info.state == "success", task.info)
    return task.info.result


def automation(behavior, **more):
    drs = vim.cluster.DrsConfigInfo(defaultVmBehavior=behavior, **more)
    ended(cluster.ReconfigureComputeResource_Task(vim.cluster.ConfigSpecEx(drsConfig=drs), True), 1)


def refused(key):
    try:
        cluster.ApplyRecommendation(key)
    except vmodl.fault.InvalidArgument:
        return
    check(False, "key", key, "was taken")


def events_of(entity):
    by_entity = vim.event.EventFilterSpec.ByEntity(entity=entity, recursion="self")
    return [type(event) for event in content.eventManager.QueryEvents(vim.event.EventFilterSpec(entity=by_entity))]


def drs_tasks():
    infos = [task.info for task in content.taskManager.recentTask]
    return [info for info in infos if info.descriptionId.startswith("Drm.")]


def manual_power_on():
    """a manual cluster recommends every host, best first, and starts the VM where it is told to"""
    vm = vms["off1"]
    result = ended(datacenter.PowerOnMultiVM_Task([vm], []))
    check(not result.attempted and not result.notAttempted, result)
    check([each.rating for each in result.recommendations] == [5, 1], result.recommendations)
    best, other = result.recommendations
    check(best.reason == "powerOnVm" and best.target == vm, best)
    action = best.action[0]
    check(isinstance(action, vim.cluster.InitialPlacementAction), action)
    check(action.type == "VmPowerV1" and action.targetHost == hosts["h2"], action)
    check(vm.runtime.powerState == "poweredOff", vm.runtime.powerState)
    check([each.key for each in cluster.recommendation] == [best.key, other.key], cluster.recommendation)

    cluster.ApplyRecommendation(other.key)
    advance(5)
    check(vm.runtime.powerState == "poweredOn" and vm.runtime.host == hosts["h1"], vm.runtime)
    check(vim.event.DrsVmPoweredOnEvent in events_of(vm), events_of(vm))
    refused(best.key)
    refused(other.key)


def automatic_power_on():
    """an automated cluster starts the VM on the emptier host by itself"""
    automation("partiallyAutomated")
    vm = vms["off1"]
    result = ended(datacenter.PowerOnMultiVM_Task([vm], []))
    check(not result.recommendations and result.attempted[0].vm == vm, result)
    check(result.attempted[0].task.info.state == "success", result.attempted[0].task.info)
    check(vm.runtime.host == hosts["h2"], vm.runtime.host.name)


def recommended():
    """what is recommended after five minutes waits until it is applied"""
    advance(FIVE_MINUTES)
    check(cluster.summary.currentBalance == 300 and cluster.summary.targetBalance == 141, cluster.summary)
    [one] = cluster.recommendation
    check((one.type, one.reason, one.rating) == ("V1", "fairnessCpuAvg", 4), one)
    [action] = one.action
    migration = action.drsMigration
    check(action.type == "MigrationV1" and action.target == migration.vm == vms["A"], action)
    check((migration.cpuLoad, migration.sourceCpuLoad, migration.destinationCpuLoad) == (3000, 7000, 1000), migration)
    check(cluster.drsRecommendation[0].migrationList[0].vm == vms["A"], cluster.drsRecommendation)

    cluster.ApplyRecommendation(one.key)
    advance(30)
    check(vms["A"].runtime.host == hosts["h2"], vms["A"].runtime.host.name)
    check(not cluster.recommendation and not cluster.migrationHistory, cluster.recommendation)
    check(cluster.actionHistory[-1].action.target == vms["A"], cluster.actionHistory)


def balanced():
    """a fully automated cluster balances itself"""
    automation("fullyAutomated")
    advance(30)
    check(vms["A"].runtime.host == hosts["h2"], vms["A"].runtime.host.name)
    check(vim.event.DrsVmMigratedEvent in events_of(vms["A"]), events_of(vms["A"]))
    [info] = drs_tasks()
    check(info.descriptionId == "Drm.ExecuteVMotionLRO" and info.name is None, info)
    check(isinstance(info.reason, vim.TaskReasonSystem), info.reason)
    check([each.vm for each in cluster.migrationHistory] == [vms["A"]], cluster.migrationHistory)

    generation = cluster.summary.usageSummary.statsGenNumber
    cluster.RefreshRecommendation()
    summary = cluster.summary
    check(summary.usageSummary.statsGenNumber == generation + 1, summary.usageSummary)
    check(summary.currentBalance == 0 and summary.numVmotions == 1, summary)


def serviced():
    """a host is emptied for maintenance, at once or as recommendations are applied"""
    task = hosts["h1"].EnterMaintenanceMode_Task(0, False)
    advance(10)
    check(task.info.state == "running", task.info)
    waiting = list(cluster.recommendation)
    check({one.reason for one in waiting} == {"hostMaint"} and len(waiting) == 3, waiting)
    for one in waiting:
        cluster.ApplyRecommendation(one.key)
    advance(120)
    check(task.info.state == "success" and hosts["h1"].runtime.inMaintenanceMode, task.info)

    automation("fullyAutomated")
    ended(hosts["h1"].ExitMaintenanceMode_Task(0))
    advance(60)
    check(hosts["h1"].vm and len(drs_tasks()) > 0, "nothing came back")
    ended(hosts["h2"].EnterMaintenanceMode_Task(0, False), 120)
    check(hosts["h2"].runtime.inMaintenanceMode, hosts["h2"].runtime)


def what_if():
    """hosts for a VM, hosts that could be serviced, a place for a new VM"""
    rated = cluster.RecommendHostsForVm(vms["off1"])
    check([(each.host.name, each.rating) for each in rated] == [("h2", 5), ("h1", 1)], rated)

    leaving = cluster.ClusterEnterMaintenanceMode([hosts["h2"]])
    kinds = [action.type for one in leaving.recommendations for action in one.action]
    check(kinds == ["MigrationV1", "HostMaintenanceV1"], kinds)
    check(not hosts["h2"].runtime.inMaintenanceMode, "it was carried out")

    spec = vim.cluster.PlacementSpec(
        placementType="create", configSpec=vim.vm.ConfigSpec(name="new", numCPUs=2, memoryMB=4096)
    )
    place = cluster.PlaceVm(spec).recommendations[0].action[0]
    check(isinstance(place, vim.cluster.PlacementAction) and place.targetHost == hosts["h2"], place)
    check(place.relocateSpec.datastore.name == "DS1", place.relocateSpec)


def explained():
    """the control plane tells why"""
    cluster.RefreshRecommendation()
    told = control("drs/C1")
    check([host["before"]["cpuShare"] for host in told["hosts"]] == [0.7, 0.1], told["hosts"])
    check([one["reason"] for one in told["recommendations"]] == ["fairnessCpuAvg"], told["recommendations"])
    check(any(one["verdict"] == "taken" for one in told["considered"]), told["considered"])


for story in (manual_power_on, automatic_power_on, recommended, balanced, serviced, what_if, explained):
    reset()
    print(story.__doc__)
    story()
