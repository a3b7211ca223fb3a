# Folders and what is moved between them, pools, a new datacenter.
# vcmock: --seed dc0
. "$(dirname "$0")/_check.sh"

govc folder.create /DC0/vm/shelf
govc object.mv /DC0/vm/DC0_H0_VM0 /DC0/vm/shelf
equal 'moved' /DC0/vm/shelf/DC0_H0_VM0 "$(govc find / -type m -name DC0_H0_VM0)"
govc object.rename /DC0/vm/shelf rack
equal 'renamed' /DC0/vm/rack "$(govc find /DC0/vm -type f -name rack)"
refused 'already exists|DuplicateName' govc folder.create /DC0/vm/rack

govc pool.create -cpu.reservation 100 -mem.limit 4096 DC0_C0/Resources/batch
holds 'pool' '^Name: +batch$' "$(govc pool.info DC0_C0/Resources/batch)"
govc pool.change -mem.limit 8192 DC0_C0/Resources/batch
govc pool.destroy DC0_C0/Resources/batch

govc datacenter.create second
holds 'datacenter' '/second$' "$(govc ls /)"
holds 'info' '^Name: +second$' "$(govc datacenter.info second)"
govc object.destroy /second
