// Command oracle returns what kn would write to spec.traffic: one JSON request
// per line on standard input, one JSON answer per line on standard output, in
// the same order. It exits with status 1 on a request that it cannot read.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"knative.dev/client/pkg/commands/flags"
	"knative.dev/client/pkg/traffic"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"
)

// A request is a Service as the API returns it and the arguments after
// `kn service update NAME`. It has all of Compute's inputs except the
// Revisions: without them kn cannot decide where an unnamed rest goes.
type request struct {
	Service *servingv1.Service `json:"service"`
	Args    []string           `json:"args"`
}

type answer struct {
	Traffic []servingv1.TrafficTarget `json:"traffic,omitempty"`
	// Error is the message that kn would print; empty if it would write Traffic.
	Error string `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return
		}
		check(err)
		var req request
		check(json.Unmarshal(line, &req))
		check(encoder.Encode(compute(&req)))
		// Flush when no request is buffered: a waiting caller gets its answer, and a batch needs few writes.
		if in.Buffered() == 0 {
			check(out.Flush())
		}
	}
}

func compute(req *request) answer {
	command := &cobra.Command{Use: "update"}
	var given flags.Traffic
	given.Add(command)
	if err := command.ParseFlags(req.Args); err != nil {
		return answer{Error: err.Error()}
	}
	targets, err := traffic.Compute(command, req.Service, &given, nil, false)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Traffic: targets}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}
