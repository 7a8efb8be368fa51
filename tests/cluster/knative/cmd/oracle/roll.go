package main

import (
	"context"
	"encoding/json"
	"fmt"

	"knative.dev/serving/pkg/reconciler/route/traffic"
)

// A rollRequest is the Route controller's input for a rollout: the goal that
// its targets describe and the annotation of the KIngress.
type rollRequest struct {
	Goal *traffic.Rollout `json:"goal"`
	// Previous is empty if there is no annotation.
	Previous string `json:"previous"`
	// Now is in Unix nanoseconds, as a string: a JavaScript number cannot hold it.
	Now int64 `json:"now,string"`
	// BecameReady means that the KIngress went from not ready to ready.
	BecameReady     bool    `json:"becameReady"`
	DurationSeconds float64 `json:"durationSeconds"`
}

type rollAnswer struct {
	// Rollout is the annotation to write.
	Rollout string `json:"rollout"`
	// NextStepTime is 0 if no step is due.
	NextStepTime int64 `json:"nextStepTime,string"`
	// Panic is set if Knative's own code panics, which ends its controller.
	Panic string `json:"panic,omitempty"`
}

// roll mirrors reconcileRollout in serving's pkg/reconciler/route does around
// Rollout.Step.
func roll(req *rollRequest) (answer rollAnswer) {
	defer func() {
		if cause := recover(); cause != nil {
			answer = rollAnswer{Panic: fmt.Sprint(cause)}
		}
	}()
	ctx := context.Background()
	previous := &traffic.Rollout{}
	if req.Previous == "" || json.Unmarshal([]byte(req.Previous), previous) != nil || !previous.Validate() {
		previous = nil
	}
	if previous != nil && req.BecameReady {
		previous.ObserveReady(ctx, req.Now, req.DurationSeconds)
	}
	next, nextStepTime := req.Goal.Step(ctx, previous, req.Now)
	text, err := json.Marshal(next)
	check(err)
	return rollAnswer{Rollout: string(text), NextStepTime: nextStepTime}
}
