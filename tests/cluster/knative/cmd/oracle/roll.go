package main

import (
	"context"
	"encoding/json"
	"fmt"

	"knative.dev/serving/pkg/reconciler/route/traffic"
)

// A rollRequest is what the Route controller has before it looks at a rollout:
// the goal its targets describe and the annotation of the KIngress.
type rollRequest struct {
	Goal *traffic.Rollout `json:"goal"`
	// Previous is empty when there is no annotation.
	Previous string `json:"previous"`
	// Now is in Unix nanoseconds, as a string: JavaScript has no such numbers.
	Now int64 `json:"now,string"`
	// BecameReady says that the KIngress went from not ready to ready.
	BecameReady     bool    `json:"becameReady"`
	DurationSeconds float64 `json:"durationSeconds"`
}

type rollAnswer struct {
	// Rollout is the annotation to be written.
	Rollout string `json:"rollout"`
	// NextStepTime is 0 when no step is due.
	NextStepTime int64 `json:"nextStepTime,string"`
	// Panic is set where Knative's own code panics, which ends its controller.
	Panic string `json:"panic,omitempty"`
}

// roll does what reconcileRollout in serving's pkg/reconciler/route does around
// Rollout.Step.
func roll(asked *rollRequest) (answer rollAnswer) {
	defer func() {
		if cause := recover(); cause != nil {
			answer = rollAnswer{Panic: fmt.Sprint(cause)}
		}
	}()
	ctx := context.Background()
	previous := &traffic.Rollout{}
	if asked.Previous == "" || json.Unmarshal([]byte(asked.Previous), previous) != nil || !previous.Validate() {
		previous = nil
	}
	if previous != nil && asked.BecameReady {
		previous.ObserveReady(ctx, asked.Now, asked.DurationSeconds)
	}
	next, nextStepTime := asked.Goal.Step(ctx, previous, asked.Now)
	text, err := json.Marshal(next)
	check(err)
	return rollAnswer{Rollout: string(text), NextStepTime: nextStepTime}
}
