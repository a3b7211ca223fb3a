// What cmdlets do with virtual machines and hosts: New-VM, Set-VM, New-HardDisk, Start-VM, Move-VM, Set-VMHost; and what they are refused.
using System.Collections.Generic;
using System.Linq;
using Vim25Api;
using static Session;

static class Machines {
    static ManagedObjectReference cluster, pool, filter;
    static string version = "";

    public static void Play() {
        cluster = Find("ClusterComputeResource").First();
        pool = (ManagedObjectReference)Read(cluster, "resourcePool");
        var folder = (ManagedObjectReference)Read(Find("Datacenter").First(), "vmFolder");
        Watch();
        var vm = Create(folder);
        Check(Heard().Any(each => each.kind == ObjectUpdateKind.enter && Same(each.obj, vm)), "it did not come");
        Extend(vm);
        Run(vm);
        Check(Heard().Any(each => each.kind == ObjectUpdateKind.modify && Same(each.obj, vm)), "it did not change");
        Done(vim.Destroy_Task(vm));
        Check(Heard().Any(each => each.kind == ObjectUpdateKind.leave && Same(each.obj, vm)), "it did not go");
        vim.DestroyPropertyFilter(filter);
        Move();
        Maintain();
    }

    static ManagedObjectReference Create(ManagedObjectReference folder) {
        var shared = Find("Datastore").First(each => (bool)Read(each, "summary.multipleHostAccess"));
        var adds = new VirtualDeviceConfigSpec[] {
            Add(new ParaVirtualSCSIController { key = -1, busNumber = 0, sharedBus = VirtualSCSISharing.noSharing }),
            Add(new VirtualVmxnet3 { key = -2, backing = new VirtualEthernetCardNetworkBackingInfo { deviceName = "VM Network" }, addressType = "generated" }),
            Disk(-3, -1, 1) };
        var spec = new VirtualMachineConfigSpec {
            name = "made <by> \"&\" \u00fcber", guestId = "otherGuest64", numCPUs = 1, numCPUsSpecified = true, memoryMB = 256, memoryMBSpecified = true,
            files = new VirtualMachineFileInfo { vmPathName = "[" + Read(shared, "name") + "]" }, deviceChange = adds };
        var vm = (ManagedObjectReference)Done(vim.CreateVM_Task(folder, spec, pool, null));
        Check((string)Read(vm, "name") == spec.name, "name: " + Read(vm, "name"));
        Check(Failed<DuplicateName>(vim.CreateVM_Task(folder, spec, pool, null)).name == spec.name, "the name that is taken");
        return vm;
    }

    static void Extend(ManagedObjectReference vm) {
        var controller = Devices(vm).OfType<ParaVirtualSCSIController>().First().key;
        Done(vim.ReconfigVM_Task(vm, new VirtualMachineConfigSpec {
            annotation = "two lines\nand <more>", deviceChange = new[] { Disk(-1, controller, 2) } }));
        Check(Devices(vm).OfType<VirtualDisk>().Count() == 2, "no second disk");
        Check((string)Read(vm, "config.annotation") == "two lines\nand <more>", "annotation");
        var unknown = new VirtualDeviceConfigSpec { operation = VirtualDeviceConfigSpecOperation.remove, operationSpecified = true, device = new VirtualDisk { key = 9999 } };
        Failed<DeviceNotFound>(vim.ReconfigVM_Task(vm, new VirtualMachineConfigSpec { deviceChange = new[] { unknown } }));
    }

    static void Run(ManagedObjectReference vm) {
        Done(vim.PowerOnVM_Task(vm, null));
        Check(Failed<InvalidPowerState>(vim.PowerOnVM_Task(vm, null)).existingState == VirtualMachinePowerState.poweredOn, "it runs");
        Failed<InvalidPowerState>(vim.Destroy_Task(vm));
        Done(vim.PowerOffVM_Task(vm));
        var most = new ResourceAllocationInfo { reservation = 65536, reservationSpecified = true };
        Done(vim.ReconfigVM_Task(vm, new VirtualMachineConfigSpec { memoryMB = 65536, memoryMBSpecified = true, memoryAllocation = most }));
        var lacks = Failed<InsufficientHostMemoryCapacityFault>(vim.PowerOnVM_Task(vm, null));
        Check(lacks.requested > lacks.unreserved, "there is enough memory");
    }

    static void Watch() {
        var spec = new PropertyFilterSpec {
            propSet = new[] {
                new PropertySpec { type = "Folder", pathSet = new[] { "childEntity" } },
                new PropertySpec { type = "VirtualMachine", pathSet = new[] { "name", "config", "runtime.powerState", "summary" } },
                new PropertySpec { type = "TaskManager", pathSet = new[] { "recentTask" } } },
            objectSet = new[] { new ObjectSpec { obj = content.taskManager }, new ObjectSpec { obj = content.rootFolder, selectSet = new SelectionSpec[] {
                Step("folder", "Folder", "childEntity", "folder", "machines"), Step("machines", "Datacenter", "vmFolder", "folder") } } } };
        filter = vim.CreateFilter(content.propertyCollector, spec, true);
        Check(Heard().All(each => each.kind == ObjectUpdateKind.enter), "at first all come");
    }

    // What has changed since, in as many answers as it takes.
    static List<ObjectUpdate> Heard() {
        var once = new WaitOptions { maxWaitSeconds = 0, maxWaitSecondsSpecified = true, maxObjectUpdates = 3, maxObjectUpdatesSpecified = true };
        var heard = new List<ObjectUpdate>();
        for (;;) {
            var set = vim.WaitForUpdatesEx(content.propertyCollector, version, once);
            if (set == null) return heard;
            version = set.version;
            foreach (var each in set.filterSet) heard.AddRange(each.objectSet);
            if (!set.truncatedSpecified || !set.truncated) return heard;
        }
    }

    // Move-VM
    static void Move() {
        var vm = Of(cluster, "VirtualMachine").First(each =>
            ((ManagedObjectReference[])Read(each, "datastore")).All(one => (bool)Read(one, "summary.multipleHostAccess")));
        var target = ((ManagedObjectReference[])Read(cluster, "host")).First(each => !Same(each, (ManagedObjectReference)Read(vm, "runtime.host")));
        var place = new VirtualMachineRelocateSpec { host = target, pool = pool };
        Done(vim.RelocateVM_Task(vm, place, VirtualMachineMovePriority.highPriority, true));
        Check(Same((ManagedObjectReference)Read(vm, "runtime.host"), target), "it was not moved");
        var nowhere = new VirtualMachineRelocateSpec { host = Reference("HostSystem", "host-0") };
        Refused<ManagedObjectNotFound>(() => vim.RelocateVM_Task(vm, nowhere, VirtualMachineMovePriority.highPriority, true));
    }

    // Set-VMHost -State Maintenance, Connected
    static void Maintain() {
        var host = ((ManagedObjectReference[])Read(cluster, "host")).First();
        foreach (var vm in (ManagedObjectReference[])Read(host, "vm") ?? new ManagedObjectReference[0]) {
            if ((VirtualMachinePowerState)Read(vm, "runtime.powerState") == VirtualMachinePowerState.poweredOn) Done(vim.PowerOffVM_Task(vm));
        }
        Done(vim.EnterMaintenanceMode_Task(host, 0, false, true, null));
        Check((bool)Read(host, "runtime.inMaintenanceMode"), "not in maintenance");
        Done(vim.ExitMaintenanceMode_Task(host, 0));
        Failed<InvalidState>(vim.ExitMaintenanceMode_Task(host, 0));
    }

    static VirtualDevice[] Devices(ManagedObjectReference vm) { return (VirtualDevice[])Read(vm, "config.hardware.device"); }

    static VirtualDeviceConfigSpec Add(VirtualDevice device) {
        return new VirtualDeviceConfigSpec { operation = VirtualDeviceConfigSpecOperation.add, operationSpecified = true, device = device };
    }

    public static VirtualDeviceConfigSpec Disk(int key, int controller, int gb, ManagedObjectReference datastore = null) {
        var backing = new VirtualDiskFlatVer2BackingInfo { fileName = "", diskMode = "persistent", thinProvisioned = true, thinProvisionedSpecified = true, datastore = datastore };
        var spec = Add(new VirtualDisk {
            key = key, controllerKey = controller, controllerKeySpecified = true, unitNumber = -1, unitNumberSpecified = true,
            capacityInKB = gb * 1024L * 1024L, backing = backing });
        spec.fileOperation = VirtualDeviceConfigSpecFileOperation.create;
        spec.fileOperationSpecified = true;
        return spec;
    }

    public static VirtualMachineConfigSpec Plain(string name, int gb) {
        return new VirtualMachineConfigSpec { name = name, guestId = "otherGuest64", deviceChange = new[] {
            Add(new ParaVirtualSCSIController { key = 1000, busNumber = 0, sharedBus = VirtualSCSISharing.noSharing }), Disk(-1, 1000, gb) } };
    }
}
