module github.com/sluice-dashboard/sluice/tests/cluster/kn

go 1.25.0

require knative.dev/client v0.50.0

replace knative.dev/client/pkg => knative.dev/client/pkg v0.0.0-20260729124858-e411e8847500
