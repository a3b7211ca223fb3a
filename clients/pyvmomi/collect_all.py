"""All properties of all objects in one go: a container view and the property collector, in pages."""
from pyVmomi import vim, vmodl

from _server import check, connect

content = connect().RetrieveContent()
view = content.viewManager.CreateContainerView(content.rootFolder, [vim.ManagedEntity], True)
collector = content.propertyCollector
PropertySpec = vmodl.query.PropertyCollector.PropertySpec
spec = vmodl.query.PropertyCollector.FilterSpec(
    objectSet=[
        vmodl.query.PropertyCollector.ObjectSpec(
            obj=view,
            skip=True,
            selectSet=[
                vmodl.query.PropertyCollector.TraversalSpec(
                    name="view", path="view", skip=False, type=vim.view.ContainerView
                )
            ],
        )
    ],
    propSet=[PropertySpec(type=vim.ManagedEntity, all=True, pathSet=[])],
)

options = vmodl.query.PropertyCollector.RetrieveOptions(maxObjects=7)
answer = collector.RetrievePropertiesEx([spec], options)
objects = []
pages = 1
while True:
    check(len(answer.objects) <= 7, "a page of", len(answer.objects))
    objects += answer.objects
    if not answer.token:
        break
    answer = collector.ContinueRetrievePropertiesEx(answer.token)
    pages += 1

check(len(objects) == len(view.view), len(objects), "read,", len(view.view), "in the view")
check(pages == (len(objects) + 6) // 7, pages, "pages")
missing = [(each.obj, part.path, part.fault) for each in objects for part in each.missingSet]
check(not missing, missing[:5])
names = {prop.val for each in objects for prop in each.propSet if prop.name == "name"}
check(len(names) > 5, names)

# The same read without pages.
whole = collector.RetrieveContents([spec])
check([each.obj for each in whole] == [each.obj for each in objects], "the order differs")
view.Destroy()
print("%d objects in %d pages" % (len(objects), pages))
