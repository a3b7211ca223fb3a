// Get-, Set-, New-DatastoreCluster, New-VM on one, Get- and Invoke-SdrsRecommendation, Set-Datastore -MaintenanceMode
using System.Linq;
using Vim25Api;
using static Session;

static class Storage {
    static ManagedObjectReference manager, pod;

    public static void Play() {
        manager = content.storageResourceManager;
        pod = Find("StoragePod").First();
        New();
        Set();
        Place();
        Balance();
        Empty();
    }

    // New-DatastoreCluster, Move-Datastore
    static void New() {
        var folder = (ManagedObjectReference)Read(Find("Datacenter").First(), "datastoreFolder");
        var made = vim.CreateStoragePod(folder, "made");
        Refused<DuplicateName>(() => vim.CreateStoragePod(folder, "made"));
        var datastore = ((ManagedObjectReference[])Read(pod, "childEntity")).Last();
        Done(vim.MoveIntoFolder_Task(made, new[] { datastore }));
        Check(((ManagedObjectReference[])Read(made, "childEntity")).Length == 1, "the datastore was not moved");
        Check(((StoragePodSummary)Read(made, "summary")).capacity > 0, "the datastore cluster has no capacity");
        Done(vim.MoveIntoFolder_Task(pod, new[] { datastore }));
        Done(vim.Destroy_Task(made));
    }

    // Set-DatastoreCluster
    static void Set() {
        Configure(new StorageDrsPodConfigSpec {
            defaultVmBehavior = "manual",
            spaceLoadBalanceConfig = new StorageDrsSpaceLoadBalanceConfig { spaceUtilizationThreshold = 60, spaceUtilizationThresholdSpecified = true } });
        var entry = (PodStorageDrsEntry)Read(pod, "podStorageDrsEntry");
        Check(entry.storageDrsConfig.podConfig.spaceLoadBalanceConfig.spaceUtilizationThreshold == 60, "threshold");
        Check(entry.storageDrsConfig.podConfig.defaultVmBehavior == "manual", "behavior");
        var wrong = new StorageDrsPodConfigSpec { loadBalanceInterval = -1, loadBalanceIntervalSpecified = true };
        Refused<InvalidArgument>(() => Configure(wrong));
    }

    static void Configure(StorageDrsPodConfigSpec spec, StorageDrsVmConfigSpec[] machines = null) {
        Done(vim.ConfigureStorageDrsForPod_Task(manager, pod, new StorageDrsConfigSpec { podConfigSpec = spec, vmConfigSpec = machines }, true));
    }

    // New-VM: best first, one applied; and why there is no place.
    static void Place() {
        var result = vim.RecommendDatastores(manager, Create("placed", 2));
        Check(result.recommendations.Length > 0, "no place for a small machine");
        var action = (StoragePlacementAction)result.recommendations[0].action[0];
        Check(action.type == "StoragePlacementV1" && action.destination.type == "Datastore", "where to");
        var applied = (ApplyStorageRecommendationResult)Done(vim.ApplyStorageDrsRecommendation_Task(manager, new[] { result.recommendations[0].key }));
        Check((string)Read(applied.vm, "name") == "placed", "it was not made");
        Refused<InvalidArgument>(() => vim.ApplyStorageDrsRecommendation_Task(manager, new[] { result.recommendations[0].key }));

        var large = vim.RecommendDatastores(manager, Create("large", 60000));
        Check(large.recommendations == null && large.drsFault != null, "there is place for what is too large");
        Check(large.drsFault.faultsByVm.Length > 0 && large.drsFault.faultsByVm[0].fault.Length > 0, "and no reason why not");
        var incomplete = Create("incomplete", 1);
        incomplete.resourcePool = null;
        Refused<InvalidArgument>(() => vim.RecommendDatastores(manager, incomplete));
    }

    static StoragePlacementSpec Create(string name, int gb) {
        var cluster = Find("ClusterComputeResource").First();
        return new StoragePlacementSpec {
            type = "create", configSpec = Machines.Plain(name, gb), podSelectionSpec = new StorageDrsPodSelectionSpec { storagePod = pod },
            resourcePool = (ManagedObjectReference)Read(cluster, "resourcePool"), folder = (ManagedObjectReference)Read(Find("Datacenter").First(), "vmFolder") };
    }

    // Two machines on one datastore that are to be on two
    static void Balance() {
        var vms = ((ManagedObjectReference[])Read(((ManagedObjectReference[])Read(pod, "childEntity")).First(), "vm")).Take(2).ToArray();
        var rule = new ClusterAntiAffinityRuleSpec { name = "apart", enabled = true, enabledSpecified = true, vm = vms };
        Configure(new StorageDrsPodConfigSpec { rule = new[] { new ClusterRuleSpec { operation = ArrayUpdateOperation.add, info = rule } } });
        vim.RefreshStorageDrsRecommendation(manager, pod);
        var entry = (PodStorageDrsEntry)Read(pod, "podStorageDrsEntry");
        Check(entry.recommendation != null && entry.recommendation.Length > 0, "nothing is recommended");
        var wanted = entry.recommendation.First(each => each.action.OfType<StorageMigrationAction>().Any(one => vms.Any(vm => Same(vm, one.vm))));
        var move = wanted.action.OfType<StorageMigrationAction>().First();
        Done(vim.ApplyStorageDrsRecommendation_Task(manager, new[] { wanted.key }));
        Check(((ManagedObjectReference[])Read(move.vm, "datastore")).Any(each => Same(each, move.destination)), "it was not moved");
        Check(((PodStorageDrsEntry)Read(pod, "podStorageDrsEntry")).actionHistory.Length > 0, "nothing is told of it");
    }

    // Set-Datastore -MaintenanceMode: what is to be moved, and the moves
    static void Empty() {
        var datastore = ((ManagedObjectReference[])Read(pod, "childEntity")).First();
        var result = vim.DatastoreEnterMaintenanceMode(datastore);
        Check(result.task != null || result.recommendations != null, "nothing is to be done");
        if (result.recommendations != null && result.recommendations.Length > 0) {
            Done(vim.ApplyStorageDrsRecommendation_Task(manager, result.recommendations.Select(each => each.key).ToArray()));
        }
        if (result.task != null) Done(result.task);
        Check((string)Read(datastore, "summary.maintenanceMode") == "inMaintenance", "not in maintenance: " + Read(datastore, "summary.maintenanceMode"));
        Done(vim.DatastoreExitMaintenanceMode_Task(datastore));
        Check((string)Read(datastore, "summary.maintenanceMode") == "normal", "still in maintenance");
    }
}
