"""Performance: the counters there are, samples of a VM, sums which add up, CSV, mistakes.

# vcmock: --time manual
"""
import datetime

from pyVmomi import vim, vmodl

from _server import check, connect, everything

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.perfManager
counters = {
    "%s.%s.%s" % (each.groupInfo.key, each.nameInfo.key, each.rollupType): each.key for each in manager.perfCounter
}
usage = counters["cpu.usagemhz.average"]
QuerySpec = vim.PerformanceManager.QuerySpec
whole = [vim.PerformanceManager.MetricId(counterId=usage, instance="")]
vms = [each for each in everything(content, vim.VirtualMachine) if each.runtime.powerState == "poweredOn"]
vm = vms[0]

provider = manager.QueryPerfProviderSummary(vm)
check(provider.refreshRate == 20 and provider.currentSupported, provider)
available = {each.counterId for each in manager.QueryAvailablePerfMetric(vm, None, None, 20)}
check(usage in available, "cpu.usagemhz is not available")

now = service_instance.CurrentTime()
query = QuerySpec(
    entity=vm,
    metricId=whole,
    intervalId=20,
    startTime=now - datetime.timedelta(minutes=5),
    endTime=now,
)
first, second = manager.QueryPerf([query]), manager.QueryPerf([query])
samples = list(first[0].value[0].value)
check(len(samples) == 15, samples)
check(len(first[0].sampleInfo) == len(samples), len(first[0].sampleInfo), len(samples))
check(samples == list(second[0].value[0].value), "asked twice, answered differently")
check([each.interval for each in first[0].sampleInfo] == [20] * len(samples), first[0].sampleInfo)

csv = manager.QueryPerf([QuerySpec(entity=vm, metricId=whole, intervalId=20, maxSample=15, format="csv")])
check(csv[0].value[0].value == ",".join(map(str, samples)), csv[0].value[0].value, samples)

host = vm.runtime.host
together = manager.QueryPerfComposite(QuerySpec(entity=host, metricId=whole, intervalId=20))
parts = [each.value[0].value[-1] for each in together.childEntity]
check(together.entity.value[0].value[-1] == sum(parts), together.entity.value[0].value[-1], parts)
check(len(parts) == len([each for each in vms if each.runtime.host == host]), parts)

for entity, samples_of_a_day in [(everything(content, vim.ClusterComputeResource)[0], 288), (vm, 288)]:
    day = manager.QueryPerf([QuerySpec(entity=entity, metricId=whole, intervalId=300)])
    check(len(day[0].value[0].value) == samples_of_a_day, entity, len(day[0].value[0].value))

for wrong in [
    dict(entity=vm, intervalId=60),
    dict(entity=everything(content, vim.ClusterComputeResource)[0], intervalId=20),
    dict(entity=vm, metricId=[vim.PerformanceManager.MetricId(counterId=99999, instance="")]),
]:
    try:
        manager.QueryPerf([QuerySpec(**wrong)])
    except vmodl.fault.InvalidArgument as fault:
        check(fault.invalidProperty.startswith("querySpec."), fault.invalidProperty)
    else:
        check(False, "not refused:", wrong)

check(vm.summary.quickStats.overallCpuUsage == samples[-1], vm.summary.quickStats.overallCpuUsage, samples[-1])
check(not manager.QueryPerf([QuerySpec(entity=content.rootFolder, metricId=whole)]), "a folder has figures")
print(vm.name, "MHz:", samples)
