package main

import (
	"crypto/tls"
	"flag"
	"io"
	"net/url"
	"os"

	_ "github.com/vmware/govmomi/cns/simulator"
	_ "github.com/vmware/govmomi/eam/simulator"
	_ "github.com/vmware/govmomi/lookup/simulator"
	_ "github.com/vmware/govmomi/pbm/simulator"
	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/ssoadmin/simulator"
	_ "github.com/vmware/govmomi/sts/simulator"
	_ "github.com/vmware/govmomi/vapi/cluster/simulator"
	_ "github.com/vmware/govmomi/vapi/namespace/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
)

// serve runs the simulator's vCenter model until standard input ends. Flags are named as vcsim's.
func serve(args []string) (any, error) {
	model := simulator.VPX()
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.IntVar(&model.Datacenter, "dc", model.Datacenter, "datacenters")
	flags.IntVar(&model.Cluster, "cluster", model.Cluster, "clusters per datacenter")
	flags.IntVar(&model.ClusterHost, "host", model.ClusterHost, "hosts per cluster")
	flags.IntVar(&model.Host, "standalone-host", model.Host, "standalone hosts per datacenter")
	flags.IntVar(&model.Machine, "vm", model.Machine, "VMs per resource pool and standalone host")
	flags.IntVar(&model.Datastore, "ds", model.Datastore, "datastores per datacenter")
	secure := flags.Bool("tls", false, "serve HTTPS")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}

	if err := model.Create(); err != nil {
		return nil, err
	}
	defer model.Remove()
	model.Service.RegisterEndpoints = true
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0"}
	if *secure {
		model.Service.TLS = new(tls.Config)
	}
	server := model.Service.NewServer()
	defer server.Close()

	address := *server.URL
	address.User = nil
	say(map[string]any{"url": address.String(), "pid": os.Getpid()})
	_, err := io.Copy(io.Discard, os.Stdin)
	return nil, err
}
