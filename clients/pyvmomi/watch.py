"""A second client waits in WaitForUpdatesEx and sees each change of the first one once."""
import threading

from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

from _server import check, connect, everything

Collector = vmodl.query.PropertyCollector

watcher = connect()
watched = everything(watcher.RetrieveContent(), vim.VirtualMachine)[0]
collector = watcher.RetrieveContent().propertyCollector.CreatePropertyCollector()
spec = Collector.FilterSpec(
    objectSet=[Collector.ObjectSpec(obj=watched)],
    propSet=[Collector.PropertySpec(type=vim.VirtualMachine, pathSet=["runtime.powerState"])],
)
collector.CreateFilter(spec, False)
first = collector.WaitForUpdatesEx("", Collector.WaitOptions(maxWaitSeconds=10))
states = [change.val for change in first.filterSet[0].objectSet[0].changeSet]
check(first.filterSet[0].objectSet[0].kind == "enter", first)
check(states == ["poweredOn"], states)

updates = []
ready = threading.Event()


def wait(version):
    while len(updates) < 3:
        ready.set()
        answer = collector.WaitForUpdatesEx(version, Collector.WaitOptions(maxWaitSeconds=20))
        if answer is None:
            break
        version = answer.version
        for each in answer.filterSet:
            for changed in each.objectSet:
                updates.extend((changed.kind, change.name, change.val) for change in changed.changeSet)


waiting = threading.Thread(target=wait, args=(first.version,))
waiting.start()
ready.wait()

actor = connect()
vm = vim.VirtualMachine(watched._moId, actor._stub)
for act in (vm.PowerOffVM_Task, vm.PowerOnVM_Task, vm.PowerOffVM_Task):
    seen = len(updates)
    WaitForTask(act(), si=actor)
    for _ in range(100):
        if len(updates) > seen:
            break
        waiting.join(0.1)
waiting.join(30)

check(
    updates == [("modify", "runtime.powerState", state) for state in ("poweredOff", "poweredOn", "poweredOff")],
    updates,
)
# Nothing is left to tell.
rest = collector.WaitForUpdatesEx(None, Collector.WaitOptions(maxWaitSeconds=0))
check(rest is not None and rest.filterSet[0].objectSet[0].kind == "enter", "a fresh start must show all")
collector.Destroy()
print(updates)
