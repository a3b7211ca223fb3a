"""oslo.vmware, of which OpenStack's drivers are made: it loads the served WSDL, with suds, and lives by it.

# vcmock: --seed lab --time instant
"""
import os

from oslo_vmware import api, exceptions, vim_util

KINDS = ["VirtualMachine", "HostSystem", "ClusterComputeResource", "Datastore", "Datacenter", "Network"]


def check(claim, *details):
    if not claim:
        raise AssertionError(" ".join(str(detail) for detail in details))


def connect(password=os.environ["VSPHERE_PASSWORD"]):
    return api.VMwareAPISession(
        os.environ["VSPHERE_HOST"],
        os.environ["VSPHERE_USER"],
        password,
        api_retry_count=1,
        task_poll_interval=0.1,
        scheme=os.environ["VSPHERE_URL"].split(":")[0],
        port=int(os.environ["VSPHERE_PORT"]),
        insecure=True,
    )


session = connect()


def read(obj, path):
    return session.invoke_api(vim_util, "get_object_property", session.vim, obj, path)


def found(kind, paths=("name",), page=2):
    """page by page, through oslo's own walk over the tree"""
    pages = session.invoke_api(vim_util, "get_objects", session.vim, kind, page, list(paths))
    with vim_util.WithRetrieval(session.vim, pages) as objects:
        return {each.propSet[0].val: each.obj for each in objects}


def refused(kind, act, *args, **kwargs):
    try:
        act(*args, **kwargs)
    except kind as fault:
        return fault
    check(False, kind, "was expected")


def done(method, obj, **kwargs):
    return session.wait_for_task(session.invoke_api(session.vim, method, obj, **kwargs))


for kind in KINDS:
    check(found(kind), "there is no", kind)
vms = found("VirtualMachine")
check(sorted(vms) == ["Migration_Test", "db-01", "local-only", "web-01", "win2022-dc"], vms)

vm = vms["web-01"]
check(read(vm, "runtime.powerState") == "poweredOn", "it does not run")
info = done("PowerOffVM_Task", vm)
check(info.state == "success" and read(vm, "runtime.powerState") == "poweredOff", info)
fault = refused(exceptions.InvalidPowerStateException, done, "PowerOffVM_Task", vm)
check("Powered off" in str(fault), fault)

factory = session.vim.client.factory
spec = factory.create("ns0:VirtualMachineConfigSpec")
spec.annotation = "<made> by suds & co"
option = factory.create("ns0:OptionValue")
option.key, option.value = "a.key", "a value"
spec.extraConfig = [option]
done("ReconfigVM_Task", vm, spec=spec)
check(read(vm, "config.annotation") == spec.annotation, read(vm, "config.annotation"))
options = {each.key: each.value for each in read(vm, "config.extraConfig").OptionValue}
check(options["a.key"] == "a value", options)

place = factory.create("ns0:VirtualMachineRelocateSpec")
# suds sends no object without members.
place.datastore = read(vm, "datastore").ManagedObjectReference[0]
copy = factory.create("ns0:VirtualMachineCloneSpec")
copy.location, copy.powerOn, copy.template = place, False, False
made = done("CloneVM_Task", vm, folder=read(vm, "parent"), name="copy", spec=copy).result
check(read(made, "name") == "copy", made)
refused(exceptions.DuplicateName, done, "CloneVM_Task", vm, folder=read(vm, "parent"), name="copy", spec=copy)
done("Destroy_Task", made)
refused(exceptions.ManagedObjectNotFoundException, read, made, "name")
check("copy" not in found("VirtualMachine"), "it is still there")

session.logout()
print("%d kinds" % len(KINDS))
