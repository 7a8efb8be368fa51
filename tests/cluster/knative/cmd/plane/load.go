package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"knative.dev/networking/pkg/apis/networking/v1alpha1"
	ingressinformer "knative.dev/networking/pkg/client/injection/informers/networking/v1alpha1/ingress"
	"knative.dev/serving/pkg/autoscaler/metrics"
)

const (
	// loadAnnotation of a Service sets its steady load in concurrent requests.
	loadAnnotation = "simulator.sluice.dev/load"
	leastLoad      = 4
	loadRange      = 40
	// The name under which the load's reports arrive; the collector only sums them.
	loadSource = "load"
)

// sendLoad reports to the autoscaler once per second the requests that would
// arrive at each Revision, by the splits of the KIngresses, as the activator and
// the queue proxies would. It returns when ctx is done.
func sendLoad(ctx context.Context, scaler *autoscaler) error {
	lister := ingressinformer.Get(ctx).Lister()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			ingresses, err := lister.List(labels.Everything())
			if err != nil {
				return err
			}
			for revision, load := range loads(ingresses) {
				scaler.record(revision, now, load)
			}
		}
	}
}

func (a *autoscaler) record(revision types.NamespacedName, now time.Time, load float64) {
	stat := metrics.Stat{
		PodName:                   loadSource,
		AverageConcurrentRequests: load,
		RequestCount:              load,
		Timestamp:                 now.Unix(),
	}
	a.collector.Record(revision, now, stat)
	a.scalers.Poke(revision, stat)
}

// loads sums the concurrent requests on each Revision over the main host of
// every KIngress.
func loads(ingresses []*v1alpha1.Ingress) map[types.NamespacedName]float64 {
	sums := map[types.NamespacedName]float64{}
	for _, ingress := range ingresses {
		load := loadOf(ingress)
		if load == 0 || len(ingress.Spec.Rules) == 0 || ingress.Spec.Rules[0].HTTP == nil {
			continue
		}
		for _, path := range ingress.Spec.Rules[0].HTTP.Paths {
			for _, split := range path.Splits {
				if split.Percent == 0 {
					continue
				}
				key := types.NamespacedName{Namespace: split.ServiceNamespace, Name: split.ServiceName}
				sums[key] += load * float64(split.Percent) / 100
			}
		}
	}
	return sums
}

// loadOf returns the load in the annotation, otherwise one derived from the name,
// so that it is the same on every cluster.
func loadOf(ingress *v1alpha1.Ingress) float64 {
	if load, err := strconv.ParseFloat(ingress.Annotations[loadAnnotation], 64); err == nil && load >= 0 {
		return load
	}
	sum := sha256.Sum256([]byte(ingress.Namespace + "/" + ingress.Name))
	number, _ := strconv.ParseInt(hex.EncodeToString(sum[:])[:6], 16, 64)
	return float64(leastLoad + number%loadRange)
}
