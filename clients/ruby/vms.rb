# rbvmomi: the oldest client there is. It asks in the API of long ago, and loses what comes out of order.
# vcmock: --seed lab --time instant
require 'rbvmomi'

def check(claim, *details)
  raise details.map(&:inspect).join(' ') unless claim
end

def refused(type)
  yield
rescue RbVmomi::Fault => fault
  check fault.fault.class.wsdl_name == type, fault.fault
else
  check false, "#{type} was expected"
end

def connect(password = ENV['VSPHERE_PASSWORD'])
  RbVmomi::VIM.connect(
    host: ENV['VSPHERE_HOST'], port: ENV['VSPHERE_PORT'].to_i, ssl: ENV['VSPHERE_URL'].start_with?('https'), insecure: true,
    user: ENV['VSPHERE_USER'], password: password
  )
end

refused('InvalidLogin') { connect 'wrong' }
vim = connect
check vim.rev == '5.5', vim.rev
content = vim.serviceContent
check content.about.apiType == 'VirtualCenter', content.about

dc = vim.serviceInstance.find_datacenter 'Datacenter'
vm = dc.find_vm 'Migration_Test'
cluster = dc.hostFolder.children.first
check cluster.is_a?(RbVmomi::VIM::ClusterComputeResource), cluster
check cluster.configurationEx.drsConfig.defaultVmBehavior == 'partiallyAutomated', cluster.configurationEx.drsConfig
check dc.find_datastore('SharedDS').summary.capacity == 500 * 2**30, dc.find_datastore('SharedDS').summary

# What comes last in its type is there: nothing before it was out of order.
config = vm.config
check config.hardware.memoryMB == 4096 && config.hardware.device.last.key, config.hardware
disk = config.hardware.device.grep(RbVmomi::VIM::VirtualDisk).first
check disk.backing.fileName == '[SharedDS] Migration_Test/Migration_Test.vmdk', disk.backing
check vm.summary.quickStats.guestMemoryUsage && vm.summary.config.annotation == 'Move me', vm.summary

# Many at once, and all of everything.
pc = vim.propertyCollector
view = content.viewManager.CreateContainerView(container: content.rootFolder, type: ['ManagedEntity'], recursive: true)
steps = [RbVmomi::VIM.TraversalSpec(name: 'view', type: 'ContainerView', path: 'view', skip: false)]
kinds = %w[Folder Datacenter ClusterComputeResource ResourcePool HostSystem VirtualMachine Datastore Network]
found = kinds.flat_map do |kind|
  spec = RbVmomi::VIM.PropertyFilterSpec(
    propSet: [{ type: kind, all: true }], objectSet: [{ obj: view, skip: true, selectSet: steps }]
  )
  pc.RetrieveProperties(specSet: [spec]).each { |each| each.propSet.each { |one| check !one.name.empty?, each } }
end
check found.length > 15, found.length

# Life of a VM.
host = vm.runtime.host
target = cluster.host.find { |each| each != host }
vm.MigrateVM_Task(host: target, priority: 'defaultPriority').wait_for_completion
check vm.runtime.host == target, vm.runtime.host
vm.PowerOffVM_Task.wait_for_completion
check vm.runtime.powerState == 'poweredOff', vm.runtime
refused('InvalidPowerState') { vm.PowerOffVM_Task.wait_for_completion }
vm.ReconfigVM_Task(spec: { annotation: "a <b> & 'c'", numCPUs: 1 }).wait_for_completion
check vm.config.annotation == "a <b> & 'c'" && vm.config.hardware.numCPU == 1, vm.config
copy = vm.CloneVM_Task(folder: vm.parent, name: 'copy', spec: { location: {}, powerOn: true, template: false }).wait_for_completion
check copy.name == 'copy' && copy.runtime.powerState == 'poweredOn', copy.name
refused('DuplicateName') { vm.CloneVM_Task(folder: vm.parent, name: 'copy', spec: { location: {}, powerOn: false, template: false }).wait_for_completion }
copy.CreateSnapshot_Task(name: 'now', memory: false, quiesce: false).wait_for_completion
check copy.snapshot.rootSnapshotList.map(&:name) == ['now'], copy.snapshot
copy.PowerOffVM_Task.wait_for_completion
copy.Destroy_Task.wait_for_completion
check dc.find_vm('copy').nil?

# Events and statistics, in types of long ago.
events = content.eventManager.QueryEvents(filter: {})
check events.grep(RbVmomi::VIM::VmRemovedEvent).any?, events.map(&:class)
perf = content.perfManager
counter = perf.perfCounter.find { |each| [each.groupInfo.key, each.nameInfo.key, each.rollupType] == %w[cpu usagemhz average] }
samples = perf.QueryPerf(querySpec: [{ entity: target, metricId: [{ counterId: counter.key, instance: '' }], intervalId: 20, maxSample: 3 }])
check samples.first.value.first.value.length == 3, samples
vim.close
puts "#{found.length} objects"
