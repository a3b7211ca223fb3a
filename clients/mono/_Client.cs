// Makes the calls of PowerCLI's cmdlets through a proxy made from the served WSDL, and prints what it decodes as JSON,
// a line for each call: {"call": NAME, "value": …}. Whoever reads it compares it with what another client decodes.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Web.Services.Protocols;
using Vim25Api;

class Client {
    static VimService vim;
    static ServiceContent content;
    static readonly TextWriter output = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false));

    static void Main(string[] args) {
        ServicePointManager.ServerCertificateValidationCallback = (a, b, c, d) => true;
        vim = new VimService { Url = args[0], CookieContainer = new CookieContainer(), EnableDecompression = true, Timeout = 100000 };
        content = vim.RetrieveServiceContent(Reference("ServiceInstance", "ServiceInstance"));
        Say("RetrieveServiceContent", content);
        Refused(args[1]);
        vim.Login(content.sessionManager, args[1], args[2], null);
        Change();
        Views();
        Machines();
        Statistics();
        Events();
        Tasks();
        Options();
        vim.Logout(content.sessionManager);
        output.Flush();
    }

    // A fault arrives with its type.
    static void Refused(string user) {
        try {
            vim.Login(content.sessionManager, user, "wrong", null);
        } catch (SoapException fault) {
            Say("fault", fault.Detail.FirstChild.LocalName);
        }
    }

    // Move-VM, New-DrsRule, Get-DrsRecommendation -Refresh
    static void Change() {
        var cluster = Find("ClusterComputeResource").First();
        var vms = Of(cluster, "VirtualMachine").Take(2).ToArray();
        var rule = new ClusterAntiAffinityRuleSpec { name = "apart", enabled = true, enabledSpecified = true, vm = vms };
        var spec = new ClusterConfigSpecEx { rulesSpec = new[] { new ClusterRuleSpec { operation = ArrayUpdateOperation.add, info = rule } } };
        Done(vim.ReconfigureComputeResource_Task(cluster, spec, true));
        vim.RefreshRecommendation(cluster);

        var vm = vms[0];
        var own = (ManagedObjectReference)Read(vm, "runtime.host");
        var target = ((ManagedObjectReference[])Read(cluster, "host")).First(each => each.Value != own.Value);
        var place = new VirtualMachineRelocateSpec { host = target, pool = (ManagedObjectReference)Read(vm, "resourcePool") };
        Done(vim.RelocateVM_Task(vm, place, VirtualMachineMovePriority.highPriority, true));
        Say("moved", ((ManagedObjectReference)Read(vm, "runtime.host")).Value == target.Value);
    }

    // Get-View of everything, without naming properties
    static void Views() {
        foreach (var type in new[] {
            "Folder", "Datacenter", "ClusterComputeResource", "ComputeResource", "ResourcePool", "HostSystem", "VirtualMachine",
            "Datastore", "StoragePod", "Network", "DistributedVirtualPortgroup", "DistributedVirtualSwitch" }) {
            var found = Find(type);
            if (found.Length > 0) Say("all:" + type, All(type, found));
        }
        foreach (var each in new[] {
            content.perfManager, content.eventManager, content.taskManager, content.alarmManager, content.setting,
            content.authorizationManager, content.extensionManager, content.licenseManager, content.storageResourceManager }) {
            Say("all:" + each.type, All(each.type, new[] { each }));
        }
    }

    // Get-VM: one property list, some twice, through the tree
    static void Machines() {
        var paths = new[] {
            "runtime.host", "parent", "resourcePool", "datastore", "config.swapPlacement", "config.version", "config.instanceUuid",
            "config.guestId", "config.annotation", "summary.storage.committed", "summary.storage.uncommitted", "config.template", "parent" };
        var spec = new PropertyFilterSpec {
            propSet = new[] { new PropertySpec { type = "VirtualMachine", pathSet = paths } },
            objectSet = new[] { new ObjectSpec { obj = content.rootFolder, skip = false, skipSpecified = true, selectSet = new SelectionSpec[] {
                Step("folder", "Folder", "childEntity", "folder", "hosts", "machines"),
                Step("hosts", "Datacenter", "hostFolder", "folder"),
                Step("machines", "ComputeResource", "host", "running"),
                Step("running", "HostSystem", "vm") } } } };
        Say("Get-VM", vim.RetrieveProperties(content.propertyCollector, new[] { spec }));
    }

    // Get-StatType, Get-Stat
    static void Statistics() {
        var host = Find("HostSystem").First();
        Say("QueryPerfProviderSummary", vim.QueryPerfProviderSummary(content.perfManager, host));
        var metrics = vim.QueryAvailablePerfMetric(content.perfManager, host, DateTime.MinValue, false, DateTime.MinValue, false, 20, true) ?? new PerfMetricId[0];
        Say("QueryAvailablePerfMetric", metrics);
        if (metrics.Length == 0) return;
        var spec = new PerfQuerySpec { entity = host, metricId = metrics.Take(5).ToArray(), intervalId = 20, intervalIdSpecified = true, maxSample = 3, maxSampleSpecified = true };
        Say("QueryPerf", vim.QueryPerf(content.perfManager, new[] { spec }));
    }

    // Get-VIEvent: newest first, page by page until there are none
    static void Events() {
        var collector = vim.CreateCollectorForEvents(content.eventManager, new EventFilterSpec());
        vim.ResetCollector(collector);
        var events = new List<Event>();
        for (var page = vim.ReadPreviousEvents(collector, 100); page != null && page.Length > 0; page = vim.ReadPreviousEvents(collector, 100)) events.AddRange(page);
        vim.DestroyCollector(collector);
        Say("events", events.ToArray());
    }

    // Get-Task
    static void Tasks() {
        var collector = vim.CreateCollectorForTasks(content.taskManager, new TaskFilterSpec());
        Say("tasks", vim.ReadNextTasks(collector, 100));
        vim.DestroyCollector(collector);
    }

    // New-VM, New-NetworkAdapter, New-HardDisk: the whole list of devices must be readable
    static void Options() {
        var browser = (ManagedObjectReference)Read(Find("ClusterComputeResource").First(), "environmentBrowser");
        Say("QueryConfigOption", vim.QueryConfigOption(browser, null, null));
        Say("QueryConfigTarget", vim.QueryConfigTarget(browser, null));
    }

    static TraversalSpec Step(string name, string type, string path, params string[] next) {
        return new TraversalSpec { name = name, type = type, path = path, skip = false, skipSpecified = true, selectSet = next.Select(each => new SelectionSpec { name = each }).ToArray() };
    }

    static ManagedObjectReference[] Find(string type) { return Of(content.rootFolder, type); }

    static ManagedObjectReference[] Of(ManagedObjectReference container, string type) {
        var view = vim.CreateContainerView(content.viewManager, container, new[] { type }, true);
        var found = (ManagedObjectReference[])Read(view, "view");
        vim.DestroyView(view);
        // Subtypes are asked for by their own names.
        return (found ?? new ManagedObjectReference[0]).Where(each => each.type == type).ToArray();
    }

    static object Read(ManagedObjectReference self, string path) {
        var spec = new PropertyFilterSpec {
            propSet = new[] { new PropertySpec { type = self.type, pathSet = new[] { path } } },
            objectSet = new[] { new ObjectSpec { obj = self } } };
        var found = vim.RetrieveProperties(content.propertyCollector, new[] { spec });
        return found[0].propSet == null ? null : found[0].propSet[0].val;
    }

    static ObjectContent[] All(string type, ManagedObjectReference[] found) {
        var spec = new PropertyFilterSpec {
            propSet = new[] { new PropertySpec { type = type, all = true, allSpecified = true } },
            objectSet = found.Select(each => new ObjectSpec { obj = each }).ToArray() };
        return vim.RetrieveProperties(content.propertyCollector, new[] { spec });
    }

    static void Done(ManagedObjectReference task) {
        for (var tries = 0; tries < 600; tries++) {
            var info = (TaskInfo)Read(task, "info");
            if (info.state == TaskInfoState.success) return;
            if (info.state == TaskInfoState.error) throw new Exception(info.descriptionId + ": " + info.error.localizedMessage);
            Thread.Sleep(100);
        }
        throw new Exception("a task does not end");
    }

    static ManagedObjectReference Reference(string type, string id) {
        return new ManagedObjectReference { type = type, Value = id };
    }

    static void Say(string call, object value) {
        output.Write("{\"call\":");
        Json.Write(output, call);
        output.Write(",\"value\":");
        Json.Write(output, value);
        output.WriteLine("}");
    }
}
