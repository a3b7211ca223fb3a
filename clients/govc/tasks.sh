# Tasks, recent and past.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

govc vm.power -off DC0_H0_VM0 >/dev/null
govc vm.power -on DC0_H0_VM0 >/dev/null
tasks=$(govc tasks -n 25)
holds 'task' 'Power ?O(ff|n).*success|DC0_H0_VM0' "$tasks"
govc tasks -l -n 5 /DC0/vm/DC0_H0_VM0 >/dev/null
