# Performance counters, their samples, and sums that add up.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

vm=/DC0/vm/DC0_C0_RP0_VM0
cluster=/DC0/host/DC0_C0

metrics=$(govc metric.ls $vm)
holds 'counters of a VM' '^cpu.usage.average$' "$metrics"
holds 'counters of a cluster' '^vmop.numVMotion.latest$' "$(govc metric.ls $cluster)"
holds 'info' '^Name: +cpu.usage.average$' "$(govc metric.info $vm cpu.usage.average)"
holds 'intervals' 'Past day' "$(govc metric.interval.info)"

# sample COUNTER OBJECT: the last value, of the whole object
sample() {
  govc metric.sample -n 1 -instance - "$2" "$1" | awk '{print $4}'
}

holds 'samples' "cpu.usagemhz.average +[0-9]+,[0-9]+,[0-9]+ +MHz" \
  "$(govc metric.sample -n 3 -instance - $vm cpu.usagemhz.average)"
holds 'percent' 'cpu.usage.average +9.98 +%' "$(govc metric.sample -n 1 $vm cpu.usage.average)"
holds 'each processor' '^DC0_C0_RP0_VM0 +0 +cpu.usagemhz.average' \
  "$(govc metric.sample -n 1 -instance '*' $vm cpu.usagemhz.average)"
holds 'a day' 'cpu.usagemhz.average' "$(govc metric.sample -i day $cluster cpu.usagemhz.average)"
holds 'space' 'disk.used.latest' "$(govc metric.sample -i 300 /DC0/datastore/LocalDS_0 disk.used.latest)"

# What a host uses is what its VMs use.
host=$(govc find -i / -type h -name DC0_H0)
sum=0
for each in $(govc find / -type m -runtime.host "$host" -runtime.powerState poweredOn); do
  sum=$((sum + $(sample cpu.usagemhz.average "$each")))
done
equal 'sum of the VMs of a host' "$sum" "$(sample cpu.usagemhz.average /DC0/host/DC0_H0/DC0_H0)"
equal 'quickStats' "$(sample cpu.usagemhz.average $vm)" "$(property $vm summary.quickStats.overallCpuUsage)"

# A VM that is off has nothing to tell.
govc vm.power -off $vm
equal 'usage of a VM that is off' 0 "$(property $vm summary.quickStats.overallCpuUsage)"
refused 'querySpec.interval' govc metric.sample -i 60 $vm cpu.usagemhz.average
