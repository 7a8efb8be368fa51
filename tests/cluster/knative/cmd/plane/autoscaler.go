package main

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.uber.org/zap"
	filteredpods "knative.dev/pkg/client/injection/kube/informers/core/v1/pod/filtered"
	"knative.dev/pkg/configmap"
	"knative.dev/pkg/controller"
	"knative.dev/pkg/logging"
	autoscaling "knative.dev/serving/pkg/apis/autoscaling/v1alpha1"
	"knative.dev/serving/pkg/apis/serving"
	"knative.dev/serving/pkg/autoscaler/metrics"
	"knative.dev/serving/pkg/autoscaler/scaling"
	"knative.dev/serving/pkg/reconciler/autoscaling/kpa"
	metricreconciler "knative.dev/serving/pkg/reconciler/metric"
	"knative.dev/serving/pkg/resources"
)

// autoscaler is Knative's, without its websocket server and its scraping of
// pods: record reports the load of each Revision to it.
type autoscaler struct {
	collector *metrics.MetricCollector
	scalers   *scaling.MultiScaler
}

func newAutoscaler(ctx context.Context) *autoscaler {
	logger := logging.FromContext(ctx)
	noScraping := func(*autoscaling.Metric, *zap.SugaredLogger) (metrics.StatsScraper, error) { return nil, nil }
	collector := metrics.NewMetricCollector(noScraping, logger)
	pods := filteredpods.Get(ctx, serving.RevisionUID).Lister()
	newScaler := func(decider *scaling.Decider) (scaling.UniScaler, error) {
		accessor := resources.NewPodAccessor(pods, decider.Namespace, decider.Labels[serving.RevisionLabelKey])
		return scaling.New(attribute.NewSet(), otel.GetMeterProvider(), decider.Namespace, decider.Name,
			collector, accessor, &decider.Spec), nil
	}
	return &autoscaler{collector: collector, scalers: scaling.NewMultiScaler(ctx.Done(), newScaler, logger)}
}

func (a *autoscaler) newPodAutoscalers(ctx context.Context, watcher configmap.Watcher) *controller.Impl {
	return kpa.NewController(ctx, watcher, a.scalers)
}

func (a *autoscaler) newMetrics(ctx context.Context, watcher configmap.Watcher) *controller.Impl {
	return metricreconciler.NewController(ctx, watcher, a.collector)
}
