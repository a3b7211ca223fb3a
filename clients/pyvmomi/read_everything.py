"""Reads every property of every object there is a reference to, so that no answer can hold anything
this client does not know: a member, type or value newer than the release it speaks.

# timeout: 300
"""
import sys

from pyVmomi import VmomiSupport, vim, vmodl

from _server import check, connect, everything

content = connect().RetrieveContent()
seen = set()
todo = [content.rootFolder] + everything(content)
todo += [each for each in vars(content).values() if isinstance(each, VmomiSupport.ManagedObject)]
todo.append(content.sessionManager)
failures = []
properties = 0


def follow(value):
    """References inside a value are objects to read as well."""
    if isinstance(value, VmomiSupport.ManagedObject):
        todo.append(value)
    elif isinstance(value, list):
        for each in value:
            follow(each)
    elif isinstance(value, VmomiSupport.DataObject):
        for each in value._GetPropertyList():
            follow(getattr(value, each.name))


while todo:
    each = todo.pop()
    key = (type(each).__name__, each._moId)
    if key in seen:
        continue
    seen.add(key)
    for info in type(each)._GetPropertyList():
        # Of another release than the one agreed on with the server.
        if not VmomiSupport.IsChildVersion(each._stub.version, info.version):
            continue
        try:
            value = getattr(each, info.name)
        except (vmodl.fault.ManagedObjectNotFound, vmodl.fault.InvalidArgument) as fault:
            # Objects may go while we walk: collectors, sessions' own views, past tasks.
            failures.append("%s:%s.%s: %s" % (key[0], key[1], info.name, type(fault).__name__))
            break
        except Exception as error:
            failures.append("%s:%s.%s: %s: %s" % (key[0], key[1], info.name, type(error).__name__, str(error)[:300]))
            continue
        properties += 1
        follow(value)

kinds = sorted({kind for kind, _ in seen})
print("%d properties of %d objects of %d types" % (properties, len(seen), len(kinds)))
for failure in failures[:60]:
    print(failure)
check(not failures, len(failures), "could not be read")
check(len(seen) > 30, "too few objects:", kinds)
sys.exit(0)
