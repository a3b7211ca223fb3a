"""Initial placement: recommendations best first, one applied, room held, room made, copies, moves, new disks.

# vcmock: --seed clients/pyvmomi/storage_placement.yaml --time manual
# timeout: 120
"""
from pyVmomi import vim, vmodl

from _control import advance, reset
from _server import check, connect, named

GB = 1024 * 1024  # KB

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.storageResourceManager
datacenter = named(content, vim.Datacenter, "DC")
pod = named(content, vim.StoragePod, "POD")
pool = named(content, vim.ClusterComputeResource, "C1").resourcePool
Placement = vim.storageDrs.StoragePlacementSpec


def ended(task, seconds=500):
    advance(seconds)
    check(task.info.state == "success", task.info)
    return task.info.result


def recommend(kind, **members):
    selection = vim.storageDrs.PodSelectionSpec(storagePod=members.pop("storagePod", pod))
    return manager.RecommendDatastores(Placement(type=kind, podSelectionSpec=selection, **members))


def disk(key=-1, size=40, datastore=None):
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(fileName="", diskMode="persistent", datastore=datastore)
    device = vim.vm.device.VirtualDisk(
        key=key, controllerKey=1000, unitNumber=-1, capacityInKB=size * GB, backing=backing
    )
    return vim.vm.device.VirtualDeviceSpec(operation="add", fileOperation="create", device=device)


def config(name, size=40):
    controller = vim.vm.device.ParaVirtualSCSIController(key=1000, busNumber=0, sharedBus="noSharing")
    adds = [vim.vm.device.VirtualDeviceSpec(operation="add", device=controller), disk(size=size)]
    return vim.vm.ConfigSpec(name=name, guestId="otherGuest64", deviceChange=adds)


def create(name, size=40, **members):
    return recommend("create", configSpec=config(name, size), resourcePool=pool, **members)


def destinations(result):
    return [each.action[0].destination.name for each in result.recommendations]


def datastores(vm):
    return [each.name for each in vm.datastore]


def apply(result):
    return ended(manager.ApplyStorageDrsRecommendation_Task([result.recommendations[0].key]))


def invalid(prop, act, *args, **members):
    try:
        act(*args, **members)
    except vmodl.fault.InvalidArgument as fault:
        check(fault.invalidProperty == prop, fault)
        return
    check(False, prop, "was taken")


def created():
    """every datastore is recommended, best first; nothing exists until one is applied"""
    result = create("new", folder=datacenter.vmFolder)
    check(destinations(result) == ["D2", "D1", "D3"], destinations(result))
    best = result.recommendations[0]
    check((best.type, best.reason, best.target) == ("V1", "storagePlacement", pod), best)
    check(best.reasonText == "Satisfy storage initial placement requests", best)
    action = best.action[0]
    check(isinstance(action, vim.storageDrs.StoragePlacementAction), action)
    check(action.type == "StoragePlacementV1" and action.relocateSpec.datastore.name == "D2", action)
    check(round(action.spaceUtilBefore, 1) == 40.0 and round(action.spaceUtilAfter, 1) == 48.0, action)
    check([each.name for each in datacenter.vmFolder.childEntity if each.name == "new"] == [], "made already")

    answer = apply(result)
    check(isinstance(answer, vim.storageDrs.ApplyRecommendationResult), answer)
    check(answer.vm.name == "new" and datastores(answer.vm) == ["D2"], answer)
    for each in result.recommendations:
        invalid("key", manager.ApplyStorageDrsRecommendation_Task, [each.key])
    by_entity = vim.event.EventFilterSpec.ByEntity(entity=answer.vm, recursion="self")
    told = content.eventManager.QueryEvents(vim.event.EventFilterSpec(entity=by_entity))
    ids = [each.eventTypeId for each in told if isinstance(each, vim.event.EventEx)]
    check("com.vmware.vc.sdrs.StorageDrsStoragePlacementEvent" in ids, ids)


def copied():
    """a copy is placed and made by its recommendation"""
    spec = vim.vm.CloneSpec(location=vim.vm.RelocateSpec(), template=False, powerOn=False)
    original = named(content, vim.VirtualMachine, "outsider")
    result = recommend("clone", vm=original, cloneName="copy", cloneSpec=spec, folder=original.parent)
    check(destinations(result)[0] == "D2", destinations(result))
    check(datastores(apply(result).vm) == ["D2"], "elsewhere")


def moved():
    """a VM comes into the datastore cluster, and its new disk lies with it"""
    vm = named(content, vim.VirtualMachine, "outsider")
    result = recommend("relocate", vm=vm, relocateSpec=vim.vm.RelocateSpec())
    check(result.recommendations[0].action[0].vm == vm, result)
    check(apply(result).vm is None, "a move makes no VM")
    check(datastores(vm) == ["D2"], datastores(vm))
    more = recommend("reconfigure", vm=vm, configSpec=vim.vm.ConfigSpec(deviceChange=[disk(size=5)]))
    check(destinations(more) == ["D2"], destinations(more))
    apply(more)
    files = [each.backing.fileName for each in vm.config.hardware.device if isinstance(each, vim.vm.device.VirtualDisk)]
    check(files == ["[D2] outsider/outsider.vmdk", "[D2] outsider/outsider_1.vmdk"], files)


def held():
    """room is held for as long as was asked, or until it is given back"""
    first = create("first", size=250, resourceLeaseDurationSec=600)
    check(destinations(first) == ["D1", "D2"], destinations(first))
    second = create("second", size=250)
    check(not second.recommendations and second.drsFault.reason == "storagePlacement", second)
    fault = second.drsFault.faultsByVm[0].fault[0]
    check(isinstance(fault, vim.fault.InsufficientStorageSpace), fault)
    manager.CancelStorageDrsRecommendation([each.key for each in first.recommendations])
    check(destinations(create("second", size=250)) == ["D1", "D2"], "not given back")
    create("third", size=250, resourceLeaseDurationSec=600)
    check(not create("second", size=250).recommendations, "not held")
    advance(601)
    check(destinations(create("second", size=250)) == ["D1", "D2"], "held for ever")


def refused():
    """what is missing is named"""
    invalid("type", recommend, "wish")
    invalid("configSpec", recommend, "create", resourcePool=pool)
    invalid("resourcePool", recommend, "create", configSpec=config("new"))
    invalid("folder", recommend, "clone")
    invalid("vm", recommend, "relocate")
    empty = named(content, vim.StoragePod, "EMPTY")
    invalid("podSelectionSpec.storagePod", create, "new", storagePod=empty)
    invalid("key", manager.CancelStorageDrsRecommendation, ["4711"])


for case in [created, copied, moved, held, refused]:
    case()
    reset()
