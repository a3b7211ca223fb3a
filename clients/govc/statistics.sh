# Performance counters and samples.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

metrics=$(govc metric.ls /DC0/vm/DC0_H0_VM0)
holds 'counter' '^cpu.usage.average$' "$metrics"
holds 'info' '^Name: +cpu.usage.average$' "$(govc metric.info /DC0/vm/DC0_H0_VM0 cpu.usage.average)"
holds 'intervals' 'Name: +Past [Dd]ay$' "$(govc metric.interval.info)"
holds 'sample' 'cpu.usagemhz.average' "$(govc metric.sample -n 3 /DC0/vm/DC0_H0_VM0 cpu.usagemhz.average)"
