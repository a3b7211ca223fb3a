# Properties of many objects at once, in the forms scripts use.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

equal 'one value' DC0_C0_H1 "$(property /DC0/host/DC0_C0/DC0_C0_H1 name)"
equal 'two values' 2 "$(govc object.collect -s /DC0/vm/DC0_H0_VM0 name runtime.powerState | wc -l)"
equal 'all hosts' 4 "$(govc object.collect -s -type h / name | wc -l)"
holds 'JSON' configurationEx "$(govc object.collect -json /DC0/host/DC0_C0)"
govc object.collect -o /DC0/host/DC0_C0/DC0_C0_H0 >/dev/null
refused 'InvalidProperty' govc object.collect -s /DC0/vm/DC0_H0_VM0 nothing.of.the.sort
# Every property of every object on the way from the root.
for kind in d c h p s n m f; do
  for path in $(govc find -i / -type $kind); do
    govc object.collect -json "$path" >/dev/null || fail "object.collect $path"
  done
done
