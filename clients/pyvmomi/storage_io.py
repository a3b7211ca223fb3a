"""I/O of datastores: how fast they answer, Storage I/O Control, a datastore cluster that evens them out.

# vcmock: --seed clients/pyvmomi/storage_io.yaml --time manual
# timeout: 120
"""
from pyVmomi import vim, vmodl

from _control import advance, control, reset
from _server import check, connect, named

HOUR = 3600

class Lab:
    """What the stories talk to; a session that was idle for hours is over, so it is made anew."""

    def __init__(self):
        self.content = connect().RetrieveContent()
        self.manager = self.content.storageResourceManager
        self.pod = named(self.content, vim.StoragePod, "POD")
        self.stores = {each.name: each for each in self.pod.childEntity}
        self.hosts = {name: named(self.content, vim.HostSystem, name) for name in ("h1", "h2")}
        self.counters = {
            "%s.%s.%s" % (one.groupInfo.key, one.nameInfo.key, one.rollupType): one.key
            for one in self.content.perfManager.perfCounter
        }

    def figure(self, entity, counter, instance):
        metric = vim.PerformanceManager.MetricId(counterId=self.counters[counter], instance=instance)
        query = vim.PerformanceManager.QuerySpec(entity=entity, metricId=[metric], intervalId=20, maxSample=1)
        [answer] = self.content.perfManager.QueryPerf([query])
        return answer.value[0].value[-1]

    def recommended(self):
        self.manager.RefreshStorageDrsRecommendation(self.pod)
        return self.pod.podStorageDrsEntry.recommendation


def uuid(datastore):
    return datastore.info.url.rstrip("/").split("/")[-1]


def ended(task):
    advance(5)
    check(task.info.state == "success", task.info)


def measured(lab):
    """VMs, hosts and the control plane tell the same latency of a datastore"""
    advance(60)
    vm = named(lab.content, vim.VirtualMachine, "w16")
    check(lab.figure(vm, "virtualDisk.totalReadLatency.average", "scsi0:0") == 21, "virtual disk")
    for host, name, ms in (("h1", "D1", 21), ("h2", "D1", 21), ("h2", "D2", 3)):
        found = lab.figure(lab.hosts[host], "datastore.totalReadLatency.average", uuid(lab.stores[name]))
        check(found == ms, host, name, found)
    told = control("datastores/D1")
    check((told["now"]["latencyMs"], told["now"]["outstandingIo"]) == (21, 40), told)
    read, d1 = "datastore.numberReadAveraged.average", uuid(lab.stores["D1"])
    reads = sum(lab.figure(host, read, d1) for host in lab.hosts.values())
    vms = [each for each in lab.stores["D1"].vm]
    own = sum(lab.figure(each, "virtualDisk.numberReadAveraged.average", "scsi0:0") for each in vms)
    check(reads == own > 0, reads, own)


def controlled(lab):
    """Storage I/O Control is on with the datastore cluster, and takes settings"""
    before = lab.stores["D1"].iormConfiguration
    check(before.enabled and before.congestionThresholdMode == "automatic", before)
    spec = vim.StorageResourceManager.IORMConfigSpec(congestionThresholdMode="manual", congestionThreshold=20)
    ended(lab.manager.ConfigureDatastoreIORM_Task(lab.stores["D1"], spec))
    after = lab.stores["D1"].iormConfiguration
    check(after.enabled and after.congestionThreshold == 20, after)
    active = lab.figure(lab.hosts["h1"], "datastore.siocActiveTimePercentage.average", uuid(lab.stores["D1"]))
    check(active == 10000, active)
    try:
        low = vim.StorageResourceManager.IORMConfigSpec(congestionThreshold=4)
        lab.manager.ConfigureDatastoreIORM_Task(lab.stores["D1"], low)
        check(False, "4 ms were taken")
    except vmodl.fault.InvalidArgument as fault:
        check(fault.invalidProperty == "spec.congestionThreshold", fault)
    option = lab.manager.QueryIORMConfigOption(lab.hosts["h1"])
    check((option.congestionThresholdOption.min, option.congestionThresholdOption.max) == (5, 100), option)
    [hour, day, week] = lab.manager.QueryDatastorePerformanceSummary(lab.stores["D1"])
    check((hour.interval, day.interval, week.interval) == (3600, 86400, 604800), hour)
    check(set(hour.datastoreVmLatency) == {21.0}, hour)


def evened_out(lab):
    """nothing is recommended before sixteen hours; then one move that brings both below the threshold"""
    advance(15 * HOUR)
    lab = Lab()
    check(not lab.recommended(), lab.pod.podStorageDrsEntry.recommendation)
    advance(HOUR)
    lab = Lab()
    [one] = lab.recommended()
    check(one.reason == "balanceDatastoreIOLoad", one)
    [action] = one.action
    check(isinstance(action, vim.storageDrs.StorageMigrationAction), action)
    check(action.vm.name == "w16", action)
    check((action.source, action.destination) == (lab.stores["D1"], lab.stores["D2"]), action)
    check((action.ioLatencySrcBefore, action.ioLatencyDstBefore) == (21, 3), action)

    task = lab.manager.ApplyStorageDrsRecommendationToPod_Task(lab.pod, one.key)
    advance(600)
    check(task.info.state == "success", task.info)
    now = [control("datastores/%s" % name)["now"]["latencyMs"] for name in ("D1", "D2")]
    check(now == [13, 7], now)


def strangers(lab):
    """a load of others is noticed where Storage I/O Control cannot help"""
    control("datastores/D2", {"nonViLoad": 200}, "PUT")
    advance(600)
    by_entity = vim.event.EventFilterSpec.ByEntity(entity=lab.stores["D2"], recursion="self")
    events = lab.content.eventManager.QueryEvents(vim.event.EventFilterSpec(entity=by_entity))
    check(any(isinstance(each, vim.event.NonVIWorkloadDetectedOnDatastoreEvent) for each in events), events)


for story in (measured, controlled, evened_out, strangers):
    reset()
    print(story.__doc__)
    story(Lab())
