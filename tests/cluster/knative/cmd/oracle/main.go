// Command oracle returns what Knative itself would answer: one JSON request per
// line on standard input, one JSON answer per line on standard output, in the
// same order.
//
//	{"admit": {…}}  the two admission webhooks, one after the other
//	{"roll": {…}}   one reconciliation of a gradual rollout by the Route controller
//
// It exits with status 1 on a request that it cannot read.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

type request struct {
	Admit *admitRequest `json:"admit"`
	Roll  *rollRequest  `json:"roll"`
}

func main() {
	webhooks := newWebhooks()
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
		switch {
		case req.Admit != nil:
			check(encoder.Encode(webhooks.admit(req.Admit)))
		case req.Roll != nil:
			check(encoder.Encode(roll(req.Roll)))
		default:
			check(fmt.Errorf("neither admit nor roll: %s", line))
		}
		// Flush when no request is buffered: a waiting caller gets its answer, and a batch needs few writes.
		if in.Buffered() == 0 {
			check(out.Flush())
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}
