"""Decodes with pyvmomi the answers that the .NET client decoded, and tells every difference: nothing may be lost or changed.

    _compare.py FOLDER WSDL      the folder is written by _Recording.cs

Then makes pyvmomi ask two of the same questions again: what it gets must be what the .NET client got.
"""
import base64
import datetime
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pyvmomi"))

from pyVmomi import SoapAdapter, VmomiSupport, vim, vmodl  # noqa: E402

from _server import connect  # noqa: E402

URN = "urn:vim25"
DIFFERENCES_SHOWN = 30


class Comparison:
    def __init__(self):
        self.values = 0
        # Types of the faults within values.
        self.faults = set()
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
        if isinstance(theirs, dict) and theirs.get("_type") == "LocalizedMethodFault":
            # pyvmomi keeps the text within the fault.
            self.compare(path + ".msg", ours.msg, theirs.get("localizedMessage"))
            theirs = theirs["fault"]
            self.faults.add(theirs["_type"])
        if not isinstance(theirs, dict) or theirs.get("_type") != name:
            self.differ(path, name, theirs)
            return
        seen = {"_type"}
        for info in ours._GetPropertyList():
            value = getattr(ours, info.name)
            seen.add(info.name)
            if info.name == "msg" and isinstance(ours, vmodl.MethodFault):
                continue
            if value is None or isinstance(value, list) and not value and not theirs.get(info.name):
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


class Answers:
    """What the .NET client got and made of it, in the order of its calls."""

    def __init__(self, folder):
        self.folder = folder
        self.stub = SoapAdapter.SoapStubAdapter(host="nowhere", version=VmomiSupport.newestVersions.GetName("vim"))
        with open(os.path.join(folder, "calls.json"), encoding="utf-8") as file:
            self.calls = [json.loads(line) for line in file]

    def decoded(self, call):
        """by pyvmomi"""
        with open(os.path.join(self.folder, call["answer"]), "rb") as file:
            text = file.read()
        method = VmomiSupport.GetWsdlMethod(URN, call["method"])
        return SoapAdapter.SoapResponseDeserializer(self.stub).Deserialize(text, method.info.result)


def undeclared(wsdl):
    """Says of a call's fault whether the WSDL does not list its element: a WCF proxy then makes nothing of it.

    Any method may answer a RuntimeFault; vCenter's WSDL lists none of its kinds.
    """
    with open(wsdl, encoding="utf-8") as file:
        text = file.read()
    declared = {
        name: set(re.findall(r'<fault name="(\w+)"', body))
        for name, body in re.findall(r'<operation name="(\w+)">(.*?)</operation>', text, flags=re.S)
        if "<input" in body and "soap:body" not in body
    }
    return lambda call: call["element"] not in declared[call["method"]]


def asked_again(comparison, answers):
    """The list of VMs and the statistics: pyvmomi asks of the very objects and moments that were answered."""
    found = {}
    for call in answers.calls:
        if isinstance(call.get("value"), list) and call["value"]:
            found.setdefault(call["method"] + " " + marked(call["value"][0]), call["value"])
    machines, samples = found.get("RetrieveProperties VM"), found.get("QueryPerf PerfEntityMetric")
    if not machines or not samples:
        return
    content = connect().RetrieveContent()
    comparison.compare("VMs again", by_name(retrieved(content, machines)), json_by_name(machines))
    comparison.compare("statistics again", queried(content, samples[0]), samples)


def marked(first):
    """What a list is of: VMs through the tree have their annotation read."""
    if not isinstance(first, dict):
        return ""
    if any(each.get("name") == "config.annotation" for each in first.get("propSet", [])):
        return "VM" if len(first["propSet"]) > 1 else ""
    return first.get("_type", "")


def retrieved(content, objects):
    collector = vmodl.query.PropertyCollector
    references = [reference(content.propertyCollector._stub, each["obj"]["_ref"]) for each in objects]
    paths = sorted({one["name"] for each in objects for one in each["propSet"]})
    spec = collector.FilterSpec(
        propSet=[collector.PropertySpec(type=references[0].__class__, pathSet=paths)],
        objectSet=[collector.ObjectSpec(obj=each) for each in references],
    )
    return content.propertyCollector.RetrieveContents([spec])


def by_name(contents):
    """Property sets have no order of their own."""
    for each in contents:
        each.propSet = sorted(each.propSet, key=lambda one: one.name)
    return contents


def json_by_name(objects):
    for each in objects:
        each["propSet"] = sorted(each["propSet"], key=lambda one: one["name"])
    return objects


def queried(content, sampled):
    times = [datetime.datetime.fromisoformat(each["timestamp"].replace("Z", "+00:00")) for each in sampled["sampleInfo"]]
    performance = vim.PerformanceManager
    spec = performance.QuerySpec(
        entity=reference(content.propertyCollector._stub, sampled["entity"]["_ref"]),
        metricId=[performance.MetricId(counterId=each["id"]["counterId"], instance=each["id"]["instance"]) for each in sampled["value"]],
        intervalId=sampled["sampleInfo"][0]["interval"],
        startTime=times[0] - datetime.timedelta(seconds=1),
        endTime=times[-1],
    )
    return content.perfManager.QueryPerf([spec])


def reference(stub, text):
    kind, identifier = text.split(":", 1)
    return VmomiSupport.GetWsdlType(URN, kind)(identifier, stub)


def main(folder, wsdl):
    answers, comparison, is_undeclared = Answers(folder), Comparison(), undeclared(wsdl)
    faults = set()
    for place, call in enumerate(answers.calls):
        path = "%d %s" % (place, call["method"])
        ours = answers.decoded(call)
        if "fault" in call:
            faults.add(call["fault"]["_type"])
            if not isinstance(ours, vmodl.RuntimeFault) and is_undeclared(call):
                comparison.differences.append("%s: %s is not declared" % (path, call["element"]))
        comparison.compare(path, ours, call.get("value", call.get("fault")))
    asked_again(comparison, answers)
    faults |= comparison.faults
    print("%d calls, %d values alike; faults: %s" % (
        len(answers.calls), comparison.values - len(comparison.differences), " ".join(sorted(faults))))
    if comparison.differences:
        print("\n".join(comparison.differences[:DIFFERENCES_SHOWN]))
        sys.exit("%d differences" % len(comparison.differences))


main(*sys.argv[1:])
