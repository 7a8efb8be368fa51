package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"go.uber.org/zap"
	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"knative.dev/pkg/apis"
	"knative.dev/pkg/injection"
	"knative.dev/pkg/logging"
	"knative.dev/pkg/webhook"
	"knative.dev/pkg/webhook/resourcesemantics"
	"knative.dev/pkg/webhook/resourcesemantics/defaulting"
	"knative.dev/pkg/webhook/resourcesemantics/validation"
	autoscalerconfig "knative.dev/serving/pkg/autoscaler/config"

	apisconfig "knative.dev/serving/pkg/apis/config"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"
)

const (
	defaultingName = "webhook.serving.knative.dev"
	validationName = "validation.webhook.serving.knative.dev"
)

var types = map[schema.GroupVersionKind]resourcesemantics.GenericCRD{
	servingv1.SchemeGroupVersion.WithKind("Service"):       &servingv1.Service{},
	servingv1.SchemeGroupVersion.WithKind("Route"):         &servingv1.Route{},
	servingv1.SchemeGroupVersion.WithKind("Configuration"): &servingv1.Configuration{},
	servingv1.SchemeGroupVersion.WithKind("Revision"):      &servingv1.Revision{},
}

// An admitRequest is a creation, or an update if there is an old object.
type admitRequest struct {
	Kind string          `json:"kind"`
	User string          `json:"user"`
	New  json.RawMessage `json:"new"`
	Old  json.RawMessage `json:"old"`
	// Ours is returned as Go decodes it, for comparison with Object.
	Ours json.RawMessage `json:"ours"`
	// Features is the data of config-features; the shipped defaults if empty.
	Features map[string]string `json:"features"`
}

type admitAnswer struct {
	// Object is what would be stored, with defaults; absent if the defaulting webhook denied it.
	Object resourcesemantics.GenericCRD `json:"object,omitempty"`
	Ours   resourcesemantics.GenericCRD `json:"ours,omitempty"`
	// Denied is the message of the API server's Status; empty if admitted.
	Denied   string    `json:"denied,omitempty"`
	Findings []finding `json:"findings,omitempty"`
	Warnings []string  `json:"warnings,omitempty"`
}

// A finding is one of the errors that make up Denied.
type finding struct {
	Message string   `json:"message"`
	Paths   []string `json:"paths"`
	Details string   `json:"details,omitempty"`
}

type webhooks struct {
	context    context.Context
	store      *apisconfig.Store
	defaulting webhook.AdmissionController
	validation webhook.AdmissionController
}

// newWebhooks builds the admission controllers as serving's cmd/webhook does,
// with the ConfigMaps as shipped: all their settings commented out. It starts
// nothing, so no request reaches a cluster.
func newWebhooks() *webhooks {
	check(os.Setenv("SYSTEM_NAMESPACE", "knative-serving"))
	logger := zap.NewNop().Sugar()
	ctx := logging.WithLogger(context.Background(), logger)
	ctx = webhook.WithOptions(ctx, webhook.Options{SecretName: "webhook-certs"})
	ctx, _ = injection.Default.SetupInformers(ctx, &rest.Config{})
	store := apisconfig.NewStore(logger)
	for _, name := range []string{
		apisconfig.DefaultsConfigName, apisconfig.FeaturesConfigName, autoscalerconfig.ConfigName,
	} {
		store.OnConfigChanged(&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	defaults := defaulting.NewAdmissionController(ctx, defaultingName, "/defaulting", types, store.ToContext, false)
	validates := validation.NewAdmissionController(ctx, validationName, "/resource-validation", types, store.ToContext, false)
	return &webhooks{
		context:    ctx,
		store:      store,
		defaulting: defaults.Reconciler.(webhook.AdmissionController),
		validation: validates.Reconciler.(webhook.AdmissionController),
	}
}

// admit calls the webhooks in the API server's order and returns its messages. Requests arrive one at a time.
func (w *webhooks) admit(req *admitRequest) admitAnswer {
	w.store.OnConfigChanged(&corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: apisconfig.FeaturesConfigName},
		Data:       req.Features,
	})
	kind := servingv1.SchemeGroupVersion.WithKind(req.Kind)
	if types[kind] == nil {
		check(fmt.Errorf("no webhook for kind %q", req.Kind))
	}
	review := &admissionv1.AdmissionRequest{
		Kind:      metav1.GroupVersionKind(kind),
		Resource:  metav1.GroupVersionResource{Group: kind.Group, Version: kind.Version},
		Operation: admissionv1.Create,
		UserInfo:  authenticationv1.UserInfo{Username: req.User},
		Object:    runtime.RawExtension{Raw: req.New},
	}
	if len(req.Old) != 0 {
		review.Operation = admissionv1.Update
		review.OldObject.Raw = req.Old
	}
	mutated := w.defaulting.Admit(w.context, review)
	if !mutated.Allowed {
		return admitAnswer{Denied: denied(defaultingName, mutated)}
	}
	patch, err := jsonpatch.DecodePatch(mutated.Patch)
	check(err)
	object, err := patch.Apply(req.New)
	check(err)
	review.Object.Raw = object
	validated := w.validation.Admit(w.context, review)
	answer := admitAnswer{Object: decode(kind, object), Warnings: validated.Warnings}
	if len(req.Ours) != 0 {
		answer.Ours = decode(kind, req.Ours)
	}
	if !validated.Allowed {
		answer.Denied = denied(validationName, validated)
		answer.Findings = w.findings(kind, review)
	}
	return answer
}

func denied(name string, answer *admissionv1.AdmissionResponse) string {
	return fmt.Sprintf("admission webhook %q denied the request: %s", name, answer.Result.Message)
}

// findings validates again for what the webhook's text does not separate: a
// path from a message.
func (w *webhooks) findings(kind schema.GroupVersionKind, review *admissionv1.AdmissionRequest) []finding {
	ctx := apis.WithUserInfo(w.store.ToContext(w.context), &review.UserInfo)
	if review.Operation == admissionv1.Update {
		ctx = apis.WithinUpdate(ctx, decode(kind, review.OldObject.Raw))
	} else {
		ctx = apis.WithinCreate(ctx)
	}
	var found []finding
	errs := decode(kind, review.Object.Raw).Validate(ctx).Filter(apis.ErrorLevel)
	for _, err := range errs.WrappedErrors() {
		found = append(found, finding{Message: err.Message, Paths: err.Paths, Details: err.Details})
	}
	return found
}

func decode(kind schema.GroupVersionKind, raw []byte) resourcesemantics.GenericCRD {
	object := types[kind].DeepCopyObject().(resourcesemantics.GenericCRD)
	check(json.NewDecoder(bytes.NewReader(raw)).Decode(object))
	return object
}
