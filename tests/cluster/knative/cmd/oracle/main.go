// Command oracle answers what Knative itself would: one JSON request a line on
// standard input, one JSON answer a line on standard output, in the same order.
//
//	{"admit": {…}}  the two admission webhooks, one after the other
//	{"roll": {…}}   one look of the Route controller at a gradual rollout
//
// A request that cannot be read ends the program with status 1.
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
		var asked request
		check(json.Unmarshal(line, &asked))
		switch {
		case asked.Admit != nil:
			check(encoder.Encode(webhooks.admit(asked.Admit)))
		case asked.Roll != nil:
			check(encoder.Encode(roll(asked.Roll)))
		default:
			check(fmt.Errorf("neither admit nor roll: %s", line))
		}
		// Answer at once whoever waits for it, and a batch in few writes.
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
