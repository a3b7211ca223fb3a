"""Datastores into maintenance: recommendations applied, evacuation by itself, what cannot leave, cancelled.

# vcmock: --seed clients/pyvmomi/storage_placement.yaml --time manual
# timeout: 120
"""
from pyVmomi import vim, vmodl

from _control import advance, reset
from _server import check, connect, named

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.storageResourceManager
pod = named(content, vim.StoragePod, "POD")
datastore = named(content, vim.Datastore, "D3")
vms = {name: named(content, vim.VirtualMachine, name) for name in ["runs", "rests", "mold"]}


def ended(task, seconds=300):
    advance(seconds)
    check(task.info.state == "success", task.info)


def events():
    by_entity = vim.event.EventFilterSpec.ByEntity(entity=datastore, recursion="self")
    told = content.eventManager.QueryEvents(vim.event.EventFilterSpec(entity=by_entity))
    ids = [each.eventTypeId for each in told if isinstance(each, vim.event.EventEx)]
    return [each.split(".")[-1] for each in ids if "MaintenanceMode" in each]


def mode():
    return datastore.summary.maintenanceMode


def automated(what):
    overrides = vim.storageDrs.AutomationConfig(vmEvacuationAutomationMode=what)
    config = vim.storageDrs.PodConfigSpec(automationOverrides=overrides)
    spec = vim.storageDrs.ConfigSpec(podConfigSpec=config)
    ended(manager.ConfigureStorageDrsForPod_Task(pod, spec, True), 5)


def by_hand():
    """what is recommended is applied; a template stays until its owner takes it away"""
    answer = datastore.DatastoreEnterMaintenanceMode()
    check(mode() == "enteringMaintenance", mode())
    check(answer.task.info.state == "running", answer.task.info)
    check(answer.task.info.descriptionId == "Drm.TrackEnterMaintenanceLro", answer.task.info)
    check(all(each.reason == "datastoreMaint" for each in answer.recommendations), answer)
    going = {each.action[0].vm for each in answer.recommendations}
    check(going == {vms["runs"], vms["rests"]}, answer)
    fault = answer.drsFault.faultsByVm[0]
    check(fault.vm == vms["mold"], answer.drsFault)
    check(isinstance(fault.fault[0], vim.fault.StorageDrsCannotMoveTemplate), answer.drsFault)
    check(len(pod.podStorageDrsEntry.recommendation) == 2, pod.podStorageDrsEntry.recommendation)

    ended(manager.ApplyStorageDrsRecommendation_Task([each.key for each in answer.recommendations]))
    check({vm.name for vm in datastore.vm} == {"mold"}, datastore.vm)
    check(mode() == "enteringMaintenance" and answer.task.info.state == "running", mode())
    ended(vms["mold"].Destroy_Task(), 5)
    check(mode() == "inMaintenance" and answer.task.info.state == "success", mode())
    check(
        events()
        == [
            "DatastoreEnteringMaintenanceModeEvent",
            "DatastoreMaintenanceModeErrorsEvent",
            "DatastoreEnteredMaintenanceModeEvent",
        ],
        events(),
    )


def by_itself():
    """with evacuation automated nobody is asked, whether VMs run or not"""
    automated("automated")
    ended(vms["mold"].Destroy_Task(), 5)
    answer = datastore.DatastoreEnterMaintenanceMode()
    check(not answer.recommendations and answer.drsFault is None, answer)
    ended(answer.task)
    check(mode() == "inMaintenance" and not datastore.vm, mode())
    check(vms["runs"].runtime.powerState == "poweredOn", vms["runs"].runtime)


def out_again():
    """it is refused twice, and comes back"""
    ended(vms["mold"].Destroy_Task(), 5)
    automated("automated")
    ended(datastore.DatastoreEnterMaintenanceMode().task)
    try:
        datastore.DatastoreEnterMaintenanceMode()
        check(False, "entered twice")
    except vim.fault.InvalidState:
        pass
    move = vms["rests"].RelocateVM_Task(vim.vm.RelocateSpec(datastore=datastore))
    advance(60)
    check(isinstance(move.info.error, vim.fault.InvalidDatastoreState), move.info)
    ended(datastore.DatastoreExitMaintenanceMode_Task(), 5)
    check(mode() == "normal", mode())
    ended(vms["rests"].RelocateVM_Task(vim.vm.RelocateSpec(datastore=datastore)))


def cancelled():
    """it is in service again, and nothing is recommended any more"""
    answer = datastore.DatastoreEnterMaintenanceMode()
    answer.task.CancelTask()
    check(mode() == "normal", mode())
    check(isinstance(answer.task.info.error, vmodl.fault.RequestCanceled), answer.task.info)
    check(not pod.podStorageDrsEntry.recommendation, pod.podStorageDrsEntry)
    check(events()[-1] == "CanceledDatastoreMaintenanceModeEvent", events())


for case in [by_hand, by_itself, out_again, cancelled]:
    case()
    reset()
