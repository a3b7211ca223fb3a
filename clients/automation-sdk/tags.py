"""Makes a category and a tag, puts the tag on virtual machines, and asks from both sides."""
from com.vmware.cis.tagging_client import CategoryModel
from com.vmware.vapi.std.errors_client import AlreadyExists, NotFound
from com.vmware.vapi.std_client import DynamicID

from _client import check, connect, refused

client = connect()
categories, tags, associations = client.tagging.Category, client.tagging.Tag, client.tagging.TagAssociation

spec = categories.CreateSpec(
    name="environment",
    description="where it runs",
    cardinality=CategoryModel.Cardinality.MULTIPLE,
    associable_types=set(),
)
category = categories.create(spec)
refused(AlreadyExists, lambda: categories.create(spec))
check(category in categories.list(), "not listed")
check(categories.get(category).name == "environment", categories.get(category))

tag = tags.create(tags.CreateSpec(name="test", description="", category_id=category))
check(tags.list_tags_for_category(category) == [tag], "not in its category")

vms = [DynamicID(type="VirtualMachine", id=each.vm) for each in client.vcenter.VM.list()[:2]]
associations.attach(tag, vms[0])
result = associations.attach_tag_to_multiple_objects(tag, vms)
check(result.success and not result.error_messages, result)
check(sorted(each.id for each in associations.list_attached_objects(tag)) == sorted(each.id for each in vms), tag)
check(associations.list_attached_tags(vms[0]) == [tag], vms[0])
print("tagged", [each.id for each in associations.list_attached_objects(tag)])

associations.detach(tag, vms[0])
check(associations.list_attached_tags(vms[0]) == [], "still attached")
tags.update(tag, tags.UpdateSpec(name="production"))
check(tags.get(tag).name == "production", tags.get(tag))

categories.delete(category)
refused(NotFound, lambda: tags.get(tag))
print("gone with its category")
