"""The history of events: asked for at once, and by a collector page by page."""
from pyVim.task import WaitForTask
from pyVmomi import vim

from _server import check, connect, everything

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.eventManager
vm = next(each for each in everything(content, vim.VirtualMachine) if each.runtime.powerState == "poweredOn")
WaitForTask(vm.PowerOffVM_Task(), si=service_instance)
WaitForTask(vm.PowerOnVM_Task(), si=service_instance)

entity = vim.event.EventFilterSpec.ByEntity(entity=vm, recursion="self")
events = manager.QueryEvents(vim.event.EventFilterSpec(entity=entity))
kinds = [type(event) for event in events]
for kind in (vim.event.VmStoppingEvent, vim.event.VmPoweredOffEvent, vim.event.VmStartingEvent, vim.event.VmPoweredOnEvent):
    # In a cluster with DRS a power-on is a DrsVmPoweredOnEvent, which is one as well.
    check(any(issubclass(each, kind) for each in kinds), kind.__name__, "is not among", [each.__name__ for each in kinds])
for event in events:
    check(event.fullFormattedMessage, type(event).__name__, "has no message")
    check(event.vm.vm == vm, event.vm)
keys = [event.key for event in events]
check(len(set(keys)) == len(keys), "keys are not unique:", keys)
check(keys == sorted(keys), "not in order:", keys)

only = vim.event.EventFilterSpec(entity=entity, eventTypeId=["VmPoweredOffEvent"])
check({type(event) for event in manager.QueryEvents(only)} == {vim.event.VmPoweredOffEvent}, "other types came along")

collector = manager.CreateCollectorForEvents(vim.event.EventFilterSpec())
collector.SetCollectorPageSize(5)
check(len(collector.latestPage) <= 5, len(collector.latestPage))
latest = [event.key for event in collector.latestPage]
check(latest == sorted(latest, reverse=True), "the latest page begins with the newest:", latest)

collector.RewindCollector()
forward = []
while True:
    page = collector.ReadNextEvents(3)
    if not page:
        break
    check(len(page) <= 3, len(page))
    forward += [event.key for event in page]
collector.ResetCollector()
backward = []
while True:
    page = collector.ReadPreviousEvents(3)
    if not page:
        break
    backward += [event.key for event in page]
check(set(keys) <= set(forward), "missing:", set(keys) - set(forward))
check(set(keys) <= set(backward), "missing:", set(keys) - set(backward))
collector.DestroyCollector()
print("%d events, %d of %s" % (len(forward), len(events), vm.name))
