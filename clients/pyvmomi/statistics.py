"""Performance: the counters there are, samples of a VM, and sums which add up."""
import datetime

from pyVmomi import vim

from _server import check, connect, everything

service_instance = connect()
content = service_instance.RetrieveContent()
manager = content.perfManager
counters = {
    "%s.%s.%s" % (each.groupInfo.key, each.nameInfo.key, each.rollupType): each.key for each in manager.perfCounter
}
usage = counters["cpu.usagemhz.average"]
vm = next(each for each in everything(content, vim.VirtualMachine) if each.runtime.powerState == "poweredOn")

provider = manager.QueryPerfProviderSummary(vm)
check(provider.refreshRate == 20 and provider.currentSupported, provider)
available = {each.counterId for each in manager.QueryAvailablePerfMetric(vm, None, None, 20)}
check(usage in available, "cpu.usagemhz is not available")

now = service_instance.CurrentTime()
query = vim.PerformanceManager.QuerySpec(
    entity=vm,
    metricId=[vim.PerformanceManager.MetricId(counterId=usage, instance="")],
    intervalId=20,
    startTime=now - datetime.timedelta(minutes=5),
    endTime=now,
)
first, second = manager.QueryPerf([query]), manager.QueryPerf([query])
samples = list(first[0].value[0].value)
check(1 <= len(samples) <= 15, samples)
check(len(first[0].sampleInfo) == len(samples), len(first[0].sampleInfo), len(samples))
check(samples == list(second[0].value[0].value), "asked twice, answered differently")
check([each.interval for each in first[0].sampleInfo] == [20] * len(samples), first[0].sampleInfo)
print(vm.name, "MHz:", samples)
