// What cmdlets read: everything there is, the lists they ask for, statistics, events, tasks.
using System;
using System.Collections.Generic;
using System.Linq;
using Vim25Api;
using static Session;

static class Reads {
    public static void Play() {
        Views();
        Lists();
        Statistics();
        Events();
        Tasks();
        Options();
        Refused<ManagedObjectNotFound>(() => Read(Reference("VirtualMachine", "vm-0"), "name"));
        Refused<InvalidProperty>(() => Read(content.rootFolder, "nothing"));
    }

    // Get-View of everything, without naming properties
    static void Views() {
        foreach (var type in new[] {
            "Folder", "Datacenter", "ClusterComputeResource", "ComputeResource", "ResourcePool", "HostSystem", "VirtualMachine",
            "Datastore", "StoragePod", "Network", "DistributedVirtualPortgroup", "DistributedVirtualSwitch" }) {
            var found = Find(type);
            if (found.Length > 0) All(type, found);
        }
        foreach (var each in new[] {
            content.perfManager, content.eventManager, content.taskManager, content.alarmManager, content.setting,
            content.authorizationManager, content.extensionManager, content.licenseManager, content.storageResourceManager }) {
            All(each.type, new[] { each });
        }
    }

    // Get-VM: one property list, some twice, through the tree. Lookups by name: many named steps, objects that nobody asks of.
    static void Lists() {
        var ofMachines = new[] {
            "runtime.host", "parent", "resourcePool", "datastore", "config.swapPlacement", "config.version", "config.instanceUuid",
            "config.guestId", "config.annotation", "summary.storage.committed", "summary.storage.uncommitted", "config.template", "parent" };
        var found = vim.RetrieveProperties(content.propertyCollector, new[] { Tree(ofMachines,
            Step("folder", "Folder", "childEntity", "folder", "hosts", "machines"),
            Step("hosts", "Datacenter", "hostFolder", "folder"),
            Step("machines", "ComputeResource", "host", "running"),
            Step("running", "HostSystem", "vm")) });
        Check(found.Length == Find("VirtualMachine").Length, "Get-VM found " + found.Length);
        Check(found.All(each => each.propSet.Length >= 9), "Get-VM read less than it asked for");

        var byName = Tree(new[] { "name", "parent", "runtime.host", "config.template" }, Everywhere());
        Check(vim.RetrieveProperties(content.propertyCollector, new[] { byName }).Length == found.Length, "by name there are others");
        var page = vim.RetrievePropertiesEx(content.propertyCollector, new[] { byName }, new RetrieveOptions { maxObjects = 2, maxObjectsSpecified = true });
        var count = page.objects.Length;
        for (; page.token != null; count += page.objects.Length) page = vim.ContinueRetrievePropertiesEx(content.propertyCollector, page.token);
        Check(count == found.Length, "page by page there are " + count);
    }

    static PropertyFilterSpec Tree(string[] paths, params SelectionSpec[] steps) {
        return new PropertyFilterSpec {
            propSet = new[] { new PropertySpec { type = "VirtualMachine", pathSet = paths } },
            objectSet = new[] { new ObjectSpec { obj = content.rootFolder, skip = false, skipSpecified = true, selectSet = steps } } };
    }

    static SelectionSpec[] Everywhere() {
        var ofCenter = new[] { "folder", "centerHosts", "centerMachines", "centerDatastores", "centerNetworks" };
        var ofPool = new[] { "poolPools", "poolMachines" };
        return new SelectionSpec[] {
            Step("folder", "Folder", "childEntity", ofCenter.Concat(new[] { "computePool", "computeHosts", "appMachines", "datastoreMachines" }).ToArray()),
            Step("centerHosts", "Datacenter", "hostFolder", "folder"), Step("centerMachines", "Datacenter", "vmFolder", "folder"),
            Step("centerDatastores", "Datacenter", "datastoreFolder", "folder"), Step("centerNetworks", "Datacenter", "networkFolder", "folder"),
            Step("computePool", "ComputeResource", "resourcePool", ofPool), Step("computeHosts", "ComputeResource", "host", "hostMachines"),
            Step("hostMachines", "HostSystem", "vm"), Step("poolPools", "ResourcePool", "resourcePool", ofPool), Step("poolMachines", "ResourcePool", "vm"),
            Step("appMachines", "VirtualApp", "vm"), Step("datastoreMachines", "Datastore", "vm") };
    }

    // Get-StatType, Get-Stat
    static void Statistics() {
        var host = Find("HostSystem").First();
        var summary = vim.QueryPerfProviderSummary(content.perfManager, host);
        Check(summary.currentSupported && summary.refreshRateSpecified, "a host has no current statistics");
        var metrics = vim.QueryAvailablePerfMetric(content.perfManager, host, DateTime.MinValue, false, DateTime.MinValue, false, summary.refreshRate, true);
        Check(metrics.Length > 20, "a host has no statistics");
        Samples(host, metrics.Take(8).ToArray(), "normal");
        Samples(host, metrics.Take(8).ToArray(), "csv");
    }

    static void Samples(ManagedObjectReference host, PerfMetricId[] metrics, string format) {
        var spec = new PerfQuerySpec { entity = host, metricId = metrics, format = format, intervalId = 20, intervalIdSpecified = true, maxSample = 3, maxSampleSpecified = true };
        var found = vim.QueryPerf(content.perfManager, new[] { spec });
        var type = format == "csv" ? typeof(PerfEntityMetricCSV) : typeof(PerfEntityMetric);
        Check(found.Length == 1 && found[0].GetType() == type, "statistics as " + format);
    }

    // Get-VIEvent: newest first, page by page until there are none
    static void Events() {
        var collector = vim.CreateCollectorForEvents(content.eventManager, new EventFilterSpec());
        vim.ResetCollector(collector);
        var events = new List<Event>();
        for (var page = vim.ReadPreviousEvents(collector, 100); page != null && page.Length > 0; page = vim.ReadPreviousEvents(collector, 100)) events.AddRange(page);
        vim.DestroyCollector(collector);
        Check(events.Select(each => each.key).Distinct().Count() == events.Count, "an event came twice");
        Check(events.Count > 0 && events[0].createdTime >= events[events.Count - 1].createdTime, "events are not newest first");
    }

    // Get-Task
    static void Tasks() {
        var collector = vim.CreateCollectorForTasks(content.taskManager, new TaskFilterSpec());
        vim.ReadNextTasks(collector, 100);
        vim.DestroyCollector(collector);
        foreach (var task in (ManagedObjectReference[])Read(content.taskManager, "recentTask") ?? new ManagedObjectReference[0]) Read(task, "info");
    }

    // New-VM, New-NetworkAdapter, New-HardDisk: the whole list of devices must be readable
    static void Options() {
        var browser = (ManagedObjectReference)Read(Find("ClusterComputeResource").First(), "environmentBrowser");
        var option = vim.QueryConfigOption(browser, null, null);
        Check(option.hardwareOptions.virtualDeviceOption.Length > 20 && option.guestOSDescriptor.Length > 50, "config option");
        vim.QueryConfigOptionEx(browser, new EnvironmentBrowserConfigOptionQuerySpec { key = option.version, guestId = new[] { "otherGuest64" } });
        var target = vim.QueryConfigTarget(browser, null);
        Check(target.datastore.Length > 0 && target.maxMemMBOptimalPerf > 0, "config target");
        vim.QueryTargetCapabilities(browser, null);
    }
}
