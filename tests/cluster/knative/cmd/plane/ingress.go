package main

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"
	"knative.dev/networking/pkg/apis/networking"
	"knative.dev/networking/pkg/apis/networking/v1alpha1"
	certificateinformer "knative.dev/networking/pkg/client/injection/informers/networking/v1alpha1/certificate"
	ingressinformer "knative.dev/networking/pkg/client/injection/informers/networking/v1alpha1/ingress"
	certificatereconciler "knative.dev/networking/pkg/client/injection/reconciler/networking/v1alpha1/certificate"
	ingressreconciler "knative.dev/networking/pkg/client/injection/reconciler/networking/v1alpha1/ingress"
	"knative.dev/pkg/configmap"
	"knative.dev/pkg/controller"
	"knative.dev/pkg/reconciler"
)

const (
	ingressClass     = "istio.ingress.networking.knative.dev"
	certificateClass = "cert-manager.certificate.networking.knative.dev"
	publicGateway    = "istio-ingressgateway.istio-system.svc.cluster.local"
	// A Route without a tag or a domain is reached through the mesh or this gateway.
	privateGateway = "knative-local-gateway.istio-system.svc.cluster.local"
	// ingressAnnotation of a Service sets the outcome of its KIngress: ok,
	// pending or fail.
	ingressAnnotation = "simulator.sluice.dev/ingress"
	// certificateAnnotation does the same for its Certificates.
	certificateAnnotation = "simulator.sluice.dev/certificate"
	// gatewayDelay is how long the gateways take to apply a change, as on the
	// embedded cluster.
	gatewayDelay = 150 * time.Millisecond
)

// ingresses simulates a networking layer: it marks every KIngress as applied by
// the gateways, gatewayDelay after it changed, and forwards no request.
type ingresses struct {
	mutex sync.Mutex
	// readyAt holds when the gateways will have applied a pending generation.
	readyAt map[types.NamespacedName]generationTime
}

type generationTime struct {
	generation int64
	time       time.Time
}

func newIngresses(ctx context.Context, _ configmap.Watcher) *controller.Impl {
	impl := ingressreconciler.NewImpl(ctx, &ingresses{readyAt: map[types.NamespacedName]generationTime{}}, ingressClass)
	ingressinformer.Get(ctx).Informer().AddEventHandler(cache.FilteringResourceEventHandler{
		FilterFunc: reconciler.AnnotationFilterFunc(networking.IngressClassAnnotationKey, ingressClass, false),
		Handler:    controller.HandleAll(impl.Enqueue),
	})
	return impl
}

// ReconcileKind implements the generated reconciler's interface.
func (i *ingresses) ReconcileKind(_ context.Context, ingress *v1alpha1.Ingress) reconciler.Event {
	switch ingress.Annotations[ingressAnnotation] {
	case "pending":
		ingress.Status.InitializeConditions()
	case "fail":
		ingress.Status.MarkLoadBalancerFailed("ReconcileFailed", "the gateway rejected the configuration")
	default:
		isSettled := ingress.IsReady()
		ingress.Status.InitializeConditions()
		ingress.Status.MarkNetworkConfigured()
		if wait := i.wait(ingress); !isSettled && wait > 0 {
			ingress.Status.MarkLoadBalancerNotReady()
			return controller.NewRequeueAfter(wait)
		}
		ingress.Status.MarkLoadBalancerReady(through(publicGateway), through(privateGateway))
	}
	return nil
}

// ObserveDeletion implements the generated reconciler's interface.
func (i *ingresses) ObserveDeletion(_ context.Context, name types.NamespacedName) error {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	delete(i.readyAt, name)
	return nil
}

// wait returns how much longer the gateways need for a KIngress's generation.
func (i *ingresses) wait(ingress *v1alpha1.Ingress) time.Duration {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	name := types.NamespacedName{Namespace: ingress.Namespace, Name: ingress.Name}
	known, isKnown := i.readyAt[name]
	if !isKnown || known.generation != ingress.Generation {
		known = generationTime{ingress.Generation, time.Now().Add(gatewayDelay)}
		i.readyAt[name] = known
	}
	return time.Until(known.time)
}

func through(gateway string) []v1alpha1.LoadBalancerIngressStatus {
	return []v1alpha1.LoadBalancerIngressStatus{{DomainInternal: gateway}}
}

// issuer simulates cert-manager: it issues every Certificate immediately, without a key.
type issuer struct{}

func newCertificates(ctx context.Context, _ configmap.Watcher) *controller.Impl {
	impl := certificatereconciler.NewImpl(ctx, &issuer{}, certificateClass)
	certificateinformer.Get(ctx).Informer().AddEventHandler(controller.HandleAll(impl.Enqueue))
	return impl
}

// ReconcileKind implements the generated reconciler's interface.
func (*issuer) ReconcileKind(_ context.Context, certificate *v1alpha1.Certificate) reconciler.Event {
	certificate.Status.InitializeConditions()
	certificate.Status.ObservedGeneration = certificate.Generation
	switch certificate.Annotations[certificateAnnotation] {
	case "pending":
	case "fail":
		certificate.Status.MarkFailed("CommonNameTooLong", "the issuer rejected the names")
	default:
		certificate.Status.MarkReady()
	}
	return nil
}
