# Tags over REST: categories, tags, what carries them; one session at SOAP and REST.
# vcmock: --seed lab
. "$(dirname "$0")/_check.sh"

vm=/Datacenter/vm/web-01
other=/Datacenter/vm/Migration_Test
host=$(govc find / -type h | sed -n 1p)

zone=$(govc tags.category.create -d 'where it stands' -t VirtualMachine zone)
holds 'id of a category' '^urn:vmomi:InventoryServiceCategory:.*:GLOBAL$' "$zone"
owner=$(govc tags.category.create -m owner)
equal 'categories' $'owner\nzone' "$(govc tags.category.ls | sort)"
holds 'one category' '"cardinality": "SINGLE"' "$(govc tags.category.info -json zone | sed 's/":"/": "/g')"
refused 'already exists|ALREADY_EXISTS' govc tags.category.create zone

east=$(govc tags.create -d 'in the east' -c zone east)
west=$(govc tags.create -c "$zone" west)
ada=$(govc tags.create -c owner ada)
equal 'tags of a category' $'east\nwest' "$(govc tags.ls -c zone | awk '{ print $1 }' | sort)"
holds 'one tag' 'in the east' "$(govc tags.info east)"

govc tags.attach east "$vm"
govc tags.attach -c owner ada "$vm"
govc tags.attach "$ada" "$host"
equal 'tags of a VM' $'ada\neast' "$(govc tags.attached.ls -r "$vm" | sort)"
equal 'who carries it' 2 "$(govc tags.attached.ls ada | wc -l | tr -d ' ')"

# One of the category is all an object may carry, and hosts are not among its types.
refused '400|INVALID_ARGUMENT|invalid' govc tags.attach west "$vm"
refused '400|INVALID_ARGUMENT|invalid' govc tags.attach west "$host"
govc tags.attach west "$other"

govc tags.update -d 'moved' east
holds 'changed tag' 'moved' "$(govc tags.info east)"
govc tags.category.update -m zone
govc tags.attach west "$vm"
equal 'both of them' $'ada\neast\nwest' "$(govc tags.attached.ls -r "$vm" | sort)"

govc tags.detach west "$vm"
equal 'detached' $'ada\neast' "$(govc tags.attached.ls -r "$vm" | sort)"

# What happens to tags is told as events, to everybody.
holds 'events' 'AttachTag|east' "$(govc events "$vm")"

# A tag goes with its object, and from everybody when it is deleted.
govc vm.destroy "$other"
equal 'nobody left' '' "$(govc tags.attached.ls west)"
refused 'attached' govc tags.rm east
govc tags.rm -f east
equal 'gone from the VM' 'ada' "$(govc tags.attached.ls -r "$vm")"
refused 'tags' govc tags.category.rm owner
govc tags.category.rm -f owner
equal 'gone with its category' '' "$(govc tags.attached.ls -r "$vm")"

# A session of REST is one of SOAP: both see it, and ending it ends it everywhere.
holds 'sessions' 'govc' "$(govc session.ls)"
