"""Storage DRS: a recommendation for a datastore that is too full, applied once; the same carried out by itself.

# vcmock: --seed clients/pyvmomi/storage_drs.yaml --time manual
# timeout: 120
"""
from pyVmomi import vim, vmodl

from _control import advance, control, reset
from _server import check, connect, named

MINUTE = 60

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.storageResourceManager
pod = named(content, vim.StoragePod, "POD")
datastores = {each.name: each for each in pod.childEntity}
v2 = named(content, vim.VirtualMachine, "v2")


def near(value, wanted, text):
    check(abs(value - wanted) < 0.01, text, value, wanted)


def refused(key):
    try:
        manager.ApplyStorageDrsRecommendationToPod_Task(pod, key)
    except vmodl.fault.InvalidArgument:
        return
    check(False, "key", key, "was taken")


def recommended():
    manager.RefreshStorageDrsRecommendation(pod)
    return pod.podStorageDrsEntry.recommendation


def too_full():
    """the move that comes closest to what is too much, with what both datastores hold before and after"""
    (recommendation,) = recommended()
    check(recommendation.reason == "balanceDatastoreSpaceUsage", recommendation)
    check(recommendation.target == pod, recommendation)
    (action,) = recommendation.action
    check(isinstance(action, vim.storageDrs.StorageMigrationAction), action)
    check(action.vm == v2 and action.type == "StorageMigrationV1", action)
    check(action.source == datastores["A"] and action.destination == datastores["B"], action)
    check(action.relocateSpec.datastore == datastores["B"], action.relocateSpec)
    near(action.spaceUtilSrcBefore, 85, "source before")
    near(action.spaceUtilSrcAfter, 79, "source after")
    near(action.spaceUtilDstBefore, 60, "destination before")
    near(action.spaceUtilDstAfter, 66, "destination after")
    near(action.sizeTransferred / 2 ** 20, 60, "transferred")
    return recommendation.key


def apply_once(key):
    """applying it moves the files; its key is good for one time"""
    task = manager.ApplyStorageDrsRecommendationToPod_Task(pod, key)
    check(task.info.state == "running", task.info)
    refused(key)
    advance(9 * MINUTE)
    check(task.info.state == "success", task.info)
    check(isinstance(task.info.result, vim.storageDrs.ApplyRecommendationResult), task.info.result)
    check([each.name for each in v2.datastore] == ["B"], v2.datastore)
    entry = pod.podStorageDrsEntry
    check(not entry.recommendation, entry.recommendation)
    check([each.action.vm for each in entry.actionHistory] == [v2], entry.actionHistory)
    refused(key)
    refused("4711")


def by_itself():
    """with space balancing automated, the move is made without asking"""
    reset()
    overrides = vim.storageDrs.AutomationConfig(spaceLoadBalanceAutomationMode="automated")
    config = vim.storageDrs.PodConfigSpec(automationOverrides=overrides)
    spec = vim.storageDrs.ConfigSpec(podConfigSpec=config)
    task = manager.ConfigureStorageDrsForPod_Task(pod, spec, True)
    advance(1)
    check(task.info.state == "success", task.info)
    moves = [each.info for each in content.taskManager.recentTask]
    (move,) = [each for each in moves if each.descriptionId == "Drm.ExecuteStorageVmotionLro"]
    check(isinstance(move.reason, vim.TaskReasonSystem), move)
    advance(9 * MINUTE)
    check([each.name for each in v2.datastore] == ["B"], v2.datastore)
    check(not pod.podStorageDrsEntry.recommendation, pod.podStorageDrsEntry)


def explained():
    """the server says what it saw and which moves it looked at"""
    (summary,) = control("storage-drs")["pods"]
    check(summary["pod"]["name"] == "POD" and summary["enabled"], summary)
    last = control("storage-drs/POD")
    check([each["name"] for each in last["datastores"]] == ["A", "B", "C"], last)
    check(any(each["verdict"] == "taken" for each in last["considered"]), last)


def tolerated_as_task():
    """a look that is a task leaves the same behind"""
    task = manager.RefreshStorageDrsRecommendationsForPod_Task(pod)
    advance(1)
    check(task.info.state == "success", task.info)


key = too_full()
explained()
apply_once(key)
by_itself()
tolerated_as_task()
