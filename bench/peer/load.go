package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"
)

// one sends its request, waits for the whole answer, and begins anew until the deadline.
type one struct {
	request  []byte
	deadline time.Time
	times    []time.Duration
	bytes    int64
}

// load keeps a number of connections busy with one request and tells how it went.
func load(args []string) (any, error) {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	target := flags.String("url", "", "where to post, plain HTTP")
	body := flags.String("body", "", "file with the body")
	cookie := flags.String("cookie", "", "value of the Cookie header")
	kind := flags.String("type", "text/xml; charset=utf-8", "Content-Type of the body")
	connections := flags.Int("connections", 1, "how many clients")
	duration := flags.Duration("duration", 3*time.Second, "for how long")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	where, err := url.Parse(*target)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(*body)
	if err != nil {
		return nil, err
	}
	request := encode(where, *cookie, *kind, content)

	clients := make([]one, *connections)
	failures := make([]error, *connections)
	began := time.Now()
	var group sync.WaitGroup
	for i := range clients {
		clients[i] = one{request: request, deadline: began.Add(*duration)}
		group.Go(func() { failures[i] = clients[i].run(where.Host) })
	}
	group.Wait()
	return summary(clients, time.Since(began)), errors.Join(failures...)
}

func encode(where *url.URL, cookie, kind string, body []byte) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "POST %s HTTP/1.1\r\nHost: %s\r\n", where.RequestURI(), where.Host)
	fmt.Fprintf(&text, "Content-Type: %s\r\nSOAPAction: \"urn:vim25/8.0.3.0\"\r\n", kind)
	fmt.Fprintf(&text, "Cookie: %s\r\nContent-Length: %d\r\n\r\n", cookie, len(body))
	text.Write(body)
	return text.Bytes()
}

func (o *one) run(address string) error {
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer connection.Close()
	answers := bufio.NewReaderSize(connection, 64<<10)
	for now := time.Now(); now.Before(o.deadline); {
		if _, err := connection.Write(o.request); err != nil {
			return err
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return err
		}
		size, err := io.Copy(io.Discard, answer.Body)
		if err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("answered %s", answer.Status)
		}
		end := time.Now()
		o.times = append(o.times, end.Sub(now))
		o.bytes += size
		now = end
	}
	return nil
}

func summary(clients []one, elapsed time.Duration) map[string]any {
	var times []time.Duration
	var size int64
	for _, client := range clients {
		times = append(times, client.times...)
		size += client.bytes
	}
	slices.Sort(times)
	at := func(share float64) float64 {
		if len(times) == 0 {
			return 0
		}
		return float64(times[int(share*float64(len(times)-1))].Microseconds()) / 1000
	}
	return map[string]any{
		"requests":  len(times),
		"perSecond": float64(len(times)) / elapsed.Seconds(),
		"p50Ms":     at(0.50),
		"p99Ms":     at(0.99),
		"bytes":     size,
	}
}
