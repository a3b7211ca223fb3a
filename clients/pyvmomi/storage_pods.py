"""A datastore cluster: made, filled, configured for Storage DRS, watched, emptied, removed.

# vcmock: --seed clients/pyvmomi/storage_pods.yaml --time manual
# timeout: 120
"""
from pyVmomi import vim, vmodl

from _control import advance
from _server import check, connect, everything, named

MB = 1 << 20
GB = 1 << 30
SDRS = "com.vmware.vc.sdrs."

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.storageResourceManager
datacenter = named(content, vim.Datacenter, "DC")
folder = datacenter.datastoreFolder
datastores = {each.name: each for each in everything(content, vim.Datastore)}
vms = {each.name: each for each in everything(content, vim.VirtualMachine)}

drs = vim.storageDrs


def ended(task, seconds=5):
    advance(seconds)
    check(task.info.state == "success", task.info)
    return task.info.result


def failed(task, fault):
    advance(5)
    check(task.info.state == "error" and isinstance(task.info.error, fault), task.info)


def configure(pod, modify=True, vm_config=(), **pod_config):
    spec = drs.ConfigSpec(podConfigSpec=drs.PodConfigSpec(**pod_config), vmConfigSpec=list(vm_config))
    return manager.ConfigureStorageDrsForPod_Task(pod=pod, spec=spec, modify=modify)


def pod_config(pod):
    return pod.podStorageDrsEntry.storageDrsConfig.podConfig


def refused(naming, **pod_config):
    try:
        configure(pod, **pod_config)
    except vmodl.fault.InvalidArgument as fault:
        check(fault.invalidProperty == "spec.podConfigSpec." + naming, fault)
        return
    check(False, naming, "was taken")


def told(since):
    events = content.eventManager.QueryEvents(vim.event.EventFilterSpec())
    return [
        event.eventTypeId[len(SDRS):]
        for event in sorted(events, key=lambda event: event.key)
        if event.key > since and isinstance(event, vim.event.EventEx) and event.eventTypeId.startswith(SDRS)
    ]


start = content.eventManager.latestEvent.key

# Made in a folder of datastores, with Storage DRS off and a vCenter's defaults.
pod = folder.CreateStoragePod("gold")
check(isinstance(pod, vim.StoragePod) and pod.parent == folder, pod)
check(list(pod.childType) == ["Datastore"], pod.childType)
check(not pod_config(pod).enabled and pod_config(pod).ioLoadBalanceEnabled, pod_config(pod))
try:
    folder.CreateStoragePod("gold")
    check(False, "the name was given twice")
except vim.fault.DuplicateName as fault:
    check(fault.name == "gold" and fault.object == pod, fault)
try:
    datacenter.vmFolder.CreateStoragePod("elsewhere")
    check(False, "a folder of machines took it")
except vmodl.fault.NotSupported:
    pass

# Datastores move in, of one kind only.
ended(pod.MoveIntoFolder_Task([datastores["DS1"], datastores["DS2"]]))
check([each.name for each in pod.childEntity] == ["DS1", "DS2"], pod.childEntity)
check(pod.summary.capacity == 550 * GB and pod.summary.name == "gold", pod.summary)
failed(pod.MoveIntoFolder_Task([datastores["NFS1"]]), vmodl.fault.NotSupported)

# Configured: what is not said keeps its default.
ended(configure(pod, enabled=True, defaultVmBehavior="manual"))
config = pod_config(pod)
check(config.enabled and config.defaultVmBehavior == "manual", config)
check(config.loadBalanceInterval == 480 and config.defaultIntraVmAffinity, config)
space = config.spaceLoadBalanceConfig
check((space.spaceThresholdMode, space.spaceUtilizationThreshold) == ("utilization", 80), space)
check((space.freeSpaceThresholdGB, space.minSpaceUtilizationDifference) == (50, 5), space)
io = config.ioLoadBalanceConfig
check((io.ioLatencyThreshold, io.ioLoadImbalanceThreshold, io.reservablePercentThreshold) == (15, 5, 60), io)
check(all(each.iormConfiguration.enabled for each in pod.childEntity), "Storage I/O Control")

refused("loadBalanceInterval", loadBalanceInterval=30)
refused(
    "spaceLoadBalanceConfig.spaceUtilizationThreshold",
    spaceLoadBalanceConfig=drs.SpaceLoadBalanceConfig(spaceUtilizationThreshold=101),
)

# Rules, overrides, options, and what machines have of their own.
apart = vim.cluster.AntiAffinityRuleSpec(name="apart", enabled=True, vm=[vms["web"], vms["db"]])
disks = [each.key for each in vms["web"].config.hardware.device if isinstance(each, vim.vm.device.VirtualDisk)]
own = drs.VmConfigInfo(
    vm=vms["web"],
    behavior="automated",
    intraVmAntiAffinity=vim.storageDrs.VirtualDiskAntiAffinityRuleSpec(enabled=True, diskId=disks),
)
option = vim.option.OptionValue(key="EnforceStorageProfiles", value="1")
ended(
    configure(
        pod,
        automationOverrides=drs.AutomationConfig(spaceLoadBalanceAutomationMode="automated"),
        rule=[vim.cluster.RuleSpec(operation="add", info=apart)],
        option=[drs.OptionSpec(operation="add", option=option)],
        vm_config=[drs.VmConfigSpec(operation="add", info=own)],
    )
)
entry = pod.podStorageDrsEntry.storageDrsConfig
check(entry.podConfig.automationOverrides.spaceLoadBalanceAutomationMode == "automated", entry)
(rule,) = entry.podConfig.rule
check(rule.key == 1 and rule.inCompliance and rule.status == "green" and rule.ruleUuid, rule)
check(entry.podConfig.option[0].value == "1", entry.podConfig.option)
check(entry.vmConfig[0].intraVmAntiAffinity.diskId == disks and not entry.vmConfig[0].intraVmAffinity, entry.vmConfig)

ended(configure(pod, modify=False, enabled=True))
entry = pod.podStorageDrsEntry.storageDrsConfig
check(not entry.vmConfig and not entry.podConfig.rule and not entry.podConfig.option, entry)

# What guests write fills it; whoever watches is told.
collector = content.propertyCollector
wanted = vmodl.query.PropertyCollector.FilterSpec(
    objectSet=[vmodl.query.PropertyCollector.ObjectSpec(obj=pod)],
    propSet=[vmodl.query.PropertyCollector.PropertySpec(type=vim.StoragePod, pathSet=["summary"])],
)
collector.CreateFilter(wanted, False)
first = collector.WaitForUpdatesEx("", None)
free = pod.summary.freeSpace
advance(1500)
second = collector.WaitForUpdatesEx(first.version, None)
check(second is not None and second.filterSet[0].objectSet[0].obj == pod, second)
check(pod.summary.freeSpace == free - 512 * MB // 3, free, pod.summary)

# Emptied, renamed, removed: a datastore that is left stays in the folder.
ended(folder.MoveIntoFolder_Task([datastores["DS2"]]))
check([each.name for each in pod.childEntity] == ["DS1"], pod.childEntity)
ended(pod.Rename_Task("silver"))
check(pod.summary.name == "silver", pod.summary)
ended(pod.Destroy_Task())
check(datastores["DS1"].parent == folder and vms["web"].datastore == [datastores["DS1"]], "DS1")

check(
    told(start)
    == [
        "StoragePodCreatedEvent",
        "ConfiguredStorageDrsOnPodEvent",
        "StorageDrsEnabledEvent",
        "ConfiguredStorageDrsOnPodEvent",
        "ConfiguredStorageDrsOnPodEvent",
        "StoragePodDestroyedEvent",
    ],
    told(start),
)
