"""A place for a VM in one of several clusters, by a method that is in no published description of the API.

# vcmock: --seed clients/pyvmomi/place_across_clusters.yaml --time manual
# pyvmomi 6.7.1: it does not know the actions of an answer
"""
from pyVmomi import VmomiSupport, vim

from _control import advance
from _server import check, connect, named

VERSION = "vim.version.v8_0_0_1"
OPTIONAL = VmomiSupport.F_OPTIONAL


def described(vmodl, wire, *properties):
    """A type that pyvmomi does not come with."""
    rows = [(name, kind, VERSION, flags) for name, kind, flags in properties]
    VmomiSupport.CreateDataType(vmodl, wire, "vmodl.DynamicData", VERSION, rows)


described("vim.PlaceVmsXClusterSpec.VmPlacementSpec", "PlaceVmsXClusterSpecVmPlacementSpec", ("configSpec", "vim.vm.ConfigSpec", 0))
described(
    "vim.PlaceVmsXClusterSpec",
    "PlaceVmsXClusterSpec",
    ("resourcePools", "vim.ResourcePool[]", OPTIONAL),
    ("vmPlacementSpecs", "vim.PlaceVmsXClusterSpec.VmPlacementSpec[]", OPTIONAL),
    ("hostRecommRequired", "boolean", OPTIONAL),
    ("datastoreRecommRequired", "boolean", OPTIONAL),
)
described(
    "vim.PlaceVmsXClusterResult.PlacementInfo",
    "PlaceVmsXClusterResultPlacementInfo",
    ("vmName", "string", 0),
    ("recommendation", "vim.cluster.Recommendation", 0),
    ("vm", "vim.VirtualMachine", OPTIONAL),
)
described(
    "vim.PlaceVmsXClusterResult.PlacementFaults",
    "PlaceVmsXClusterResultPlacementFaults",
    ("resourcePool", "vim.ResourcePool", 0),
    ("vmName", "string", 0),
    ("faults", "vmodl.LocalizedMethodFault[]", OPTIONAL),
    ("vm", "vim.VirtualMachine", OPTIONAL),
)
described(
    "vim.PlaceVmsXClusterResult",
    "PlaceVmsXClusterResult",
    ("placementInfos", "vim.PlaceVmsXClusterResult.PlacementInfo[]", OPTIONAL),
    ("faults", "vim.PlaceVmsXClusterResult.PlacementFaults[]", OPTIONAL),
)
PlacementSpec = VmomiSupport.GetVmodlType("vim.PlaceVmsXClusterSpec")
VmSpec = VmomiSupport.GetVmodlType("vim.PlaceVmsXClusterSpec.VmPlacementSpec")
place_vms = VmomiSupport.ManagedMethod(
    VmomiSupport.Object(
        name="placeVmsXCluster",
        typeName="vim.Folder",
        wsdlName="PlaceVmsXCluster",
        version=VERSION,
        params=(
            VmomiSupport.Object(
                name="placementSpec", type=PlacementSpec, version=VERSION, flags=0, privId=None
            ),
        ),
        isTask=False,
        resultFlags=0,
        result=VmomiSupport.GetVmodlType("vim.PlaceVmsXClusterResult"),
        methodResult=VmomiSupport.GetVmodlType("vim.PlaceVmsXClusterResult"),
        privId="System.View",
        faults=(),
    )
)

content = connect().RetrieveContent()
pools = {name: named(content, vim.ClusterComputeResource, name).resourcePool for name in ("Busy", "Idle")}
advance(60)


def place(**config):
    spec = PlacementSpec(
        resourcePools=list(pools.values()),
        vmPlacementSpecs=[VmSpec(configSpec=vim.vm.ConfigSpec(numCPUs=2, memoryMB=2048, **config))],
        hostRecommRequired=True,
        datastoreRecommRequired=True,
    )
    return place_vms(content.rootFolder, spec)


result = place(name="new")
[info] = result.placementInfos
check(info.vmName == "new" and not result.faults, result)
check(info.recommendation.reason == "xClusterPlacement", info.recommendation)
[action] = info.recommendation.action
check(isinstance(action, vim.cluster.ClusterInitialPlacementAction), action)
check(action.pool == pools["Idle"] and action.targetHost.name == "i1", action)
check(action.configSpec.files.vmPathName == "[DS1] new/new.vmx", action.configSpec.files)

reserved = vim.ResourceAllocationInfo(reservation=200000)
result = place(name="huge", memoryAllocation=reserved)
check(not result.placementInfos, result)
check([each.resourcePool for each in result.faults] == list(pools.values()), result.faults)
