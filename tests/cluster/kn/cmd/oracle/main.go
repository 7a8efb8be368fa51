// Command oracle answers what kn would write to spec.traffic: one JSON request
// a line on standard input, one JSON answer a line on standard output, in the
// same order. A request that cannot be read ends the program with status 1.
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

// A request is a Service as the API returns it and the arguments behind
// `kn service update NAME`. All of Compute's inputs are here but for the
// Revisions: without them kn cannot tell where an unnamed rest should go.
type request struct {
	Service *servingv1.Service `json:"service"`
	Args    []string           `json:"args"`
}

type answer struct {
	Traffic []servingv1.TrafficTarget `json:"traffic,omitempty"`
	// Error is what kn would print; empty when it would write Traffic.
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
		var asked request
		check(json.Unmarshal(line, &asked))
		check(encoder.Encode(compute(&asked)))
		// Answer at once whoever waits for it, and a batch in few writes.
		if in.Buffered() == 0 {
			check(out.Flush())
		}
	}
}

func compute(asked *request) answer {
	command := &cobra.Command{Use: "update"}
	var given flags.Traffic
	given.Add(command)
	if err := command.ParseFlags(asked.Args); err != nil {
		return answer{Error: err.Error()}
	}
	targets, err := traffic.Compute(command, asked.Service, &given, nil, false)
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
