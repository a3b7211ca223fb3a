"""Decodes with pyvmomi what the .NET client decoded, and tells every difference: nothing may be lost, changed or out of order.

    _compare.py DECODED      a line of JSON for each call, as _Client.cs prints them
"""
import base64
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pyvmomi"))

from pyVmomi import VmomiSupport, vim, vmodl  # noqa: E402

from _server import connect  # noqa: E402

# What tells of the moment, or of who looks.
FLEETING = {"currentSession", "sessionList", "lastActiveTime", "serverClock", "latestEvent", "uptime", "uptimeSeconds"}
DIFFERENCES_SHOWN = 30


class Comparison:
    def __init__(self):
        self.values = 0
        self.differences = []

    def differ(self, path, ours, theirs):
        self.differences.append("%s: pyvmomi has %s, .NET has %s" % (path, shown(ours), shown(theirs)))

    def compare(self, path, ours, theirs):
        self.values += 1
        if isinstance(ours, VmomiSupport.ManagedObject):
            if theirs != {"_ref": "%s:%s" % (VmomiSupport.GetWsdlName(ours.__class__), ours._moId)}:
                self.differ(path, ours, theirs)
        elif hasattr(ours, "_GetPropertyList") and not isinstance(ours, type):
            self.compare_members(path, ours, theirs)
        elif isinstance(ours, (list, tuple)):
            self.compare_items(path, ours, theirs)
        elif not same(plain(ours), theirs):
            self.differ(path, ours, theirs)

    def compare_items(self, path, ours, theirs):
        theirs = theirs or []
        if len(ours) != len(theirs):
            self.differ(path, "%d items" % len(ours), "%d items" % len(theirs))
            return
        for index, (our, their) in enumerate(zip(ours, theirs)):
            self.compare("%s[%d]" % (path, index), our, their)

    def compare_members(self, path, ours, theirs):
        name = VmomiSupport.GetWsdlName(ours.__class__)
        if not isinstance(theirs, dict) or theirs.get("_type") != name:
            self.differ(path, name, theirs)
            return
        seen = {"_type"}
        for info in ours._GetPropertyList():
            value = getattr(ours, info.name)
            seen.add(info.name)
            if info.name in FLEETING or value is None or isinstance(value, list) and not value and not theirs.get(info.name):
                continue
            self.compare("%s.%s" % (path, info.name), value, theirs.get(info.name))
        for name in theirs:
            if name not in seen:
                self.differ("%s.%s" % (path, name), None, theirs[name])


def plain(value):
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (utc.microsecond // 1000)
    if isinstance(value, VmomiSupport.ManagedMethod):
        return value.info.wsdlName
    if isinstance(value, type):
        return VmomiSupport.GetWsdlName(value)
    if isinstance(value, (bytes, VmomiSupport.binary)):
        return base64.b64encode(value).decode()
    return value


def same(ours, theirs):
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, float) or isinstance(theirs, float):
        return abs(ours - theirs) <= 1e-6 * max(1.0, abs(ours))
    return ours == theirs


def shown(value):
    return repr(value)[:200]


def retrieved(content, stub, objects):
    """ObjectContent of each of the objects the .NET client names, all properties, in its order."""
    collector = vmodl.query.PropertyCollector
    references = [reference(stub, each["obj"]["_ref"]) for each in objects]
    spec = collector.FilterSpec(
        propSet=[collector.PropertySpec(type=references[0].__class__, all=True)],
        objectSet=[collector.ObjectSpec(obj=each) for each in references],
    )
    return content.propertyCollector.RetrieveContents([spec])


def reference(stub, text):
    kind, identifier = text.split(":", 1)
    return VmomiSupport.GetWsdlType("urn:vim25", kind)(identifier, stub)


def by_name(contents):
    """Property sets have no order of their own."""
    for each in contents:
        each.propSet = sorted((one for one in each.propSet if one.name not in FLEETING), key=lambda one: one.name)
    return contents


def json_by_name(objects):
    for each in objects:
        kept = [one for one in each.get("propSet", []) if one["name"] not in FLEETING]
        each["propSet"] = sorted(kept, key=lambda one: one["name"])
    return objects


def events_of(content, keys):
    """The events that were there: looking makes more."""
    collector = content.eventManager.CreateCollectorForEvents(vim.event.EventFilterSpec())
    collector.ResetCollector()
    found, page = [], collector.ReadPreviousEvents(100)
    while page:
        found += page
        page = collector.ReadPreviousEvents(100)
    return [each for each in found if each.key in keys]


def tasks_of(content):
    return content.taskManager.CreateCollectorForTasks(vim.TaskFilterSpec()).ReadNextTasks(100)


def main(path):
    service_instance = connect()
    content = service_instance.RetrieveContent()
    cluster = [each for each in walk(content.rootFolder) if isinstance(each, vim.ClusterComputeResource)][0]
    again = {
        "events": lambda value: events_of(content, {each["key"] for each in value}),
        "tasks": lambda value: tasks_of(content),
        "QueryConfigOption": lambda value: cluster.environmentBrowser.QueryConfigOption(),
        "QueryConfigTarget": lambda value: cluster.environmentBrowser.QueryConfigTarget(),
        "RetrieveServiceContent": lambda value: content,
    }
    comparison = Comparison()
    calls = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            calls[said["call"]] = said["value"]
    for call, value in calls.items():
        if call.startswith("all:"):
            comparison.compare(call, by_name(retrieved(content, service_instance._stub, value)), json_by_name(value))
        elif call in again:
            comparison.compare(call, again[call](value), value)
    assert calls["fault"] == "InvalidLoginFault", calls["fault"]
    assert calls["moved"] is True, "the VM was not moved"
    assert calls["Get-VM"] and all(each["propSet"] for each in calls["Get-VM"]), "Get-VM found nothing"
    print("%d calls, %d values alike" % (len(calls), comparison.values - len(comparison.differences)))
    if comparison.differences:
        print("\n".join(comparison.differences[:DIFFERENCES_SHOWN]))
        sys.exit("%d differences" % len(comparison.differences))


def walk(folder):
    for each in folder.childEntity:
        if isinstance(each, vim.Datacenter):
            yield from each.hostFolder.childEntity
        elif isinstance(each, vim.Folder):
            yield from walk(each)


main(sys.argv[1])
