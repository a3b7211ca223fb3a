// The Go half of the benchmark: the peer vcmock is measured beside, and the load generator for both.
//
//	peer serve [-vm 2] [-host 3] …   govmomi's simulator with as many objects; ends with its standard input
//	peer load -url … -body … …       the same request again and again over keep-alive connections
//
// Each prints one line of JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	commands := map[string]func([]string) (any, error){"serve": serve, "load": load}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: peer serve|load [flags]")
		os.Exit(2)
	}
	answer, err := commands[os.Args[1]](os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
	if answer != nil {
		say(answer)
	}
}

func say(value any) {
	if err := json.NewEncoder(os.Stdout).Encode(value); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}
