"""What the cases about migrations share: the objects of migration.yaml by name, events, figures, formulas.

Time stands still unless a case lets it pass, so that a case sees every move at the instants it wants.
"""
from datetime import timedelta

from pyVmomi import vim

from _control import advance, migration, reset
from _server import check, connect, named

# What a move takes besides copying: seconds before it begins to copy, and after the VM has resumed.
PREPARATION = 1.0
CLEANUP = 0.5
# The least a case looks before and after an instant it has computed, seconds.
MOMENT = 0.005
# Memory that 10 GbE carry, MB/s.
LINK = 10 * 0.94e9 / 8 / 2**20

service_instance = connect()
content = service_instance.RetrieveContent()


def vm_of(name):
    return named(content, vim.VirtualMachine, name)


def host_of(name):
    return named(content, vim.HostSystem, name)


def cluster_of(name):
    return named(content, vim.ClusterComputeResource, name)


def datastore_of(name):
    return named(content, vim.Datastore, name)


def kind(thing):
    """`VmMigratedEvent` of the object of that type."""
    return type(thing).__name__.split(".")[-1]


def relocate(vm, priority=None, **spec):
    """RelocateVM_Task; the spec's members are named arguments."""
    return vm.RelocateVM_Task(vim.vm.RelocateSpec(**spec), *([priority] if priority else []))


def ended(task, seconds=400):
    """The task's info after so much time, by which it has ended."""
    advance(seconds)
    info = task.info
    check(info.state in ("success", "error"), info.key, "is", info.state)
    return info


def succeeded(task, seconds=400):
    info = ended(task, seconds)
    check(info.state == "success", info.key, "failed:", info.error)
    return info


def failed(task, *kinds, seconds=400):
    """The fault of a task which must end in one of these."""
    info = ended(task, seconds)
    check(info.state == "error", info.key, "ended in", info.state, "instead of", kinds)
    check(kind(info.error) in kinds, "the fault is", info.error, "instead of", kinds)
    return info.error


def events_of(entity, chain=None):
    """Events that concern an entity, oldest first; of one chain if told."""
    about = vim.event.EventFilterSpec.ByEntity(entity=entity, recursion="self")
    found = content.eventManager.QueryEvents(vim.event.EventFilterSpec(entity=about))
    return sorted((each for each in found if chain in (None, each.chainId)), key=lambda each: each.key)


def told(task):
    """Types of the events in the task's chain; all of them name its VM."""
    info = task.info
    chain = events_of(info.entity, info.eventChainId)
    for event in chain:
        check(event.vm.vm == info.entity, "the event is about", event.vm)
    return [kind(event) for event in chain]


def results(task):
    """The CheckResults of a checker's task: host, types of errors, types of warnings."""
    info = succeeded(task, 1)
    return [(each.host, list(map(kind, each.error)), list(map(kind, each.warning))) for each in info.result]


def fault_of(act):
    """Type of the fault that a call throws, and the fault."""
    try:
        act()
    except Exception as fault:
        return kind(fault), fault
    raise AssertionError("the call did not fault")


def picture(*objects):
    """What a refused move must not change."""
    seen = []
    for each in objects:
        if isinstance(each, vim.VirtualMachine):
            seen += [each.runtime.host, list(each.datastore), list(each.network), each.parent, each.resourcePool]
            seen += [each.config.files.vmPathName, each.runtime.powerState, each.config.changeVersion]
        elif isinstance(each, vim.Datastore):
            seen += [each.summary.freeSpace, list(each.vm)]
        else:
            seen += [list(each.vm)]
    return seen


def counters(names):
    """`vmop` counters of the cluster C1, as the latest five minutes of its statistics show them."""
    manager = content.perfManager
    advance(301)
    ids = {each.key: each.nameInfo.key for each in manager.perfCounter if each.groupInfo.key == "vmop"}
    wanted = [key for key, name in ids.items() if name in names]
    check(len(wanted) == len(names), "counters:", ids)
    query = vim.PerformanceManager.QuerySpec(
        entity=cluster_of("C1"),
        metricId=[vim.PerformanceManager.MetricId(counterId=key, instance="") for key in wanted],
        intervalId=300,
        startTime=service_instance.CurrentTime() - timedelta(minutes=20),
    )
    (answer,) = manager.QueryPerf([query])
    return {ids[series.id.counterId]: series.value[-1] for series in answer.value}


class Counted:
    """Holds that within it the counters of C1 go up by so much and no other vmop counter does."""

    NAMES = ["numVMotion", "numSVMotion", "numXVMotion", "numChangeHost", "numChangeDS", "numChangeHostDS"]

    def __init__(self, **expected):
        self.expected = {name: expected.get(name, 0) for name in self.NAMES}

    def __enter__(self):
        self.before = counters(self.NAMES)

    def __exit__(self, kind_of_error, *_):
        if kind_of_error:
            return
        after = counters(self.NAMES)
        grown = {name: after[name] - self.before[name] for name in self.NAMES}
        check(grown == self.expected, "counted", grown, "instead of", self.expected)


def precopy(memory, dirty, working_set, rate):
    """Seconds that memory is copied before the switchover, and those the guest stands still, all in MB and MB/s."""
    seconds, size, slowed = 0, memory, False
    while True:
        took = size / rate
        seconds += took
        dirtied = min(working_set, (min(dirty, rate / 5) if slowed else dirty) * took)
        if dirtied <= rate * 0.5 + 1e-9:
            return seconds, 0.150 + (dirtied + 16) / rate
        slowed = slowed or size < 1.3 * dirtied
        size = dirtied


def close(seen, expected, tolerance=0.002):
    return abs(seen - expected) <= tolerance


def seconds_between(start, end):
    return (end - start).total_seconds()


def play(*scenarios):
    """Each scenario on a fresh inventory; the one that fails is named by what was printed last."""
    for scenario in scenarios:
        reset()
        print("%s: %s" % (scenario.__name__, (scenario.__doc__ or "").strip().split("\n")[0]), flush=True)
        scenario()
