package main

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	networking "knative.dev/networking/pkg/apis/networking/v1alpha1"
	networkconfig "knative.dev/networking/pkg/config"
	"knative.dev/pkg/configmap"
	"knative.dev/pkg/controller"
	"knative.dev/pkg/leaderelection"
	"knative.dev/pkg/logging"
	observability "knative.dev/pkg/observability/configmap"
	"knative.dev/pkg/webhook"
	"knative.dev/pkg/webhook/configmaps"
	"knative.dev/pkg/webhook/resourcesemantics"
	"knative.dev/pkg/webhook/resourcesemantics/defaulting"
	"knative.dev/pkg/webhook/resourcesemantics/validation"
	autoscaling "knative.dev/serving/pkg/apis/autoscaling/v1alpha1"
	apisconfig "knative.dev/serving/pkg/apis/config"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"
	servingv1beta1 "knative.dev/serving/pkg/apis/serving/v1beta1"
	autoscalerconfig "knative.dev/serving/pkg/autoscaler/config"
	"knative.dev/serving/pkg/deployment"
	"knative.dev/serving/pkg/gc"
	domainconfig "knative.dev/serving/pkg/reconciler/route/config"
	extravalidation "knative.dev/serving/pkg/webhook"
)

var getOptions = metav1.GetOptions{}

// kinds are what Knative's webhooks default and validate
// (knative/serving cmd/webhook, v0.50.0).
var kinds = map[schema.GroupVersionKind]resourcesemantics.GenericCRD{
	servingv1.SchemeGroupVersion.WithKind("Service"):            &servingv1.Service{},
	servingv1.SchemeGroupVersion.WithKind("Route"):              &servingv1.Route{},
	servingv1.SchemeGroupVersion.WithKind("Configuration"):      &servingv1.Configuration{},
	servingv1.SchemeGroupVersion.WithKind("Revision"):           &servingv1.Revision{},
	servingv1beta1.SchemeGroupVersion.WithKind("DomainMapping"): &servingv1beta1.DomainMapping{},
	autoscaling.SchemeGroupVersion.WithKind("PodAutoscaler"):    &autoscaling.PodAutoscaler{},
	autoscaling.SchemeGroupVersion.WithKind("Metric"):           &autoscaling.Metric{},
	networking.SchemeGroupVersion.WithKind("Ingress"):           &networking.Ingress{},
	networking.SchemeGroupVersion.WithKind("ServerlessService"): &networking.ServerlessService{},
	networking.SchemeGroupVersion.WithKind("Certificate"):       &networking.Certificate{},
}

// podSpecChecks validate a template's pod with an API server dry run if a Service
// or Configuration requests it.
var podSpecChecks = map[schema.GroupVersionKind]validation.Callback{
	servingv1.SchemeGroupVersion.WithKind("Service"): validation.NewCallback(
		extravalidation.ValidateService, webhook.Create, webhook.Update),
	servingv1.SchemeGroupVersion.WithKind("Configuration"): validation.NewCallback(
		extravalidation.ValidateConfiguration, webhook.Create, webhook.Update),
}

func newDefaulting(ctx context.Context, watcher configmap.Watcher) *controller.Impl {
	return defaulting.NewAdmissionController(ctx, "webhook.serving.knative.dev", "/defaulting",
		kinds, configured(ctx, watcher), false)
}

func newValidation(ctx context.Context, watcher configmap.Watcher) *controller.Impl {
	return validation.NewAdmissionController(ctx, "validation.webhook.serving.knative.dev", "/resource-validation",
		kinds, configured(ctx, watcher), false, podSpecChecks)
}

func newConfigValidation(ctx context.Context, _ configmap.Watcher) *controller.Impl {
	return configmaps.NewAdmissionController(ctx, "config.webhook.serving.knative.dev", "/config-validation",
		configmap.Constructors{
			apisconfig.DefaultsConfigName:  apisconfig.NewDefaultsConfigFromConfigMap,
			apisconfig.FeaturesConfigName:  apisconfig.NewFeaturesConfigFromConfigMap,
			autoscalerconfig.ConfigName:    autoscalerconfig.NewConfigFromConfigMap,
			deployment.ConfigName:          deployment.NewConfigFromConfigMap,
			domainconfig.DomainConfigName:  domainconfig.NewDomainFromConfigMap,
			gc.ConfigName:                  gc.NewConfigFromConfigMapFunc(ctx),
			leaderelection.ConfigMapName(): leaderelection.NewConfigFromConfigMap,
			logging.ConfigMapName():        logging.NewConfigFromConfigMap,
			networkconfig.ConfigMapName:    networkconfig.NewConfigFromConfigMap,
			observability.Name():           observability.Parse,
		})
}

// configured gives each admission request the state of the ConfigMaps.
func configured(ctx context.Context, watcher configmap.Watcher) func(context.Context) context.Context {
	store := apisconfig.NewStore(logging.FromContext(ctx).Named("config-store"))
	store.WatchConfigs(watcher)
	return store.ToContext
}
