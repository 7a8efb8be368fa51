// Command plane runs Knative Serving's own controllers, autoscaler and
// webhooks in one process, against an API server that has no nodes: what the
// data plane would report is simulated (ingress.go, load.go), and the process
// that started it updates the pods. It listens on loopback only.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/rest"
	kubeclient "knative.dev/pkg/client/injection/kube/client"
	filteredinformerfactory "knative.dev/pkg/client/injection/kube/informers/factory/filtered"
	"knative.dev/pkg/controller"
	"knative.dev/pkg/injection"
	"knative.dev/pkg/injection/sharedmain"
	"knative.dev/pkg/logging"
	"knative.dev/pkg/signals"
	"knative.dev/pkg/system"
	"knative.dev/pkg/webhook"
	"knative.dev/pkg/webhook/certificates"
	"knative.dev/serving/pkg/apis/serving"
	"knative.dev/serving/pkg/reconciler/configuration"
	"knative.dev/serving/pkg/reconciler/domainmapping"
	"knative.dev/serving/pkg/reconciler/gc"
	"knative.dev/serving/pkg/reconciler/labeler"
	"knative.dev/serving/pkg/reconciler/nscert"
	"knative.dev/serving/pkg/reconciler/revision"
	"knative.dev/serving/pkg/reconciler/route"
	"knative.dev/serving/pkg/reconciler/serverlessservice"
	"knative.dev/serving/pkg/reconciler/service"
)

const (
	component = "plane"
	// The Secret that the certificates controller fills, and the Service whose
	// DNS names its certificate carries.
	webhookSecret  = "webhook-certs"
	webhookService = "webhook"
)

func main() {
	port := flag.Int("webhook-port", 8443, "where the admission webhooks listen on 127.0.0.1")
	endWithParent()
	ctx := signals.NewContext()
	config := injection.ParseAndGetRESTConfigOrDie()
	if err := run(ctx, config, *port); err != nil {
		panic(err)
	}
}

func run(ctx context.Context, config *rest.Config, port int) error {
	// The default limits are for controllers that share a cluster; this one does not.
	config.QPS, config.Burst = 500, 1000
	// The name of the writer in managedFields on a standard installation.
	config.UserAgent = "controller"
	ctx = webhook.WithOptions(ctx, webhook.Options{ServiceName: webhookService, Port: port, SecretName: webhookSecret})
	ctx = filteredinformerfactory.WithSelectors(ctx, serving.RevisionUID)
	ctx, startInformers := injection.EnableInjectionOrDie(ctx, config)
	logger, _ := sharedmain.SetupLoggerOrDie(ctx, component)
	defer logger.Sync()
	ctx = logging.WithLogger(ctx, logger)
	sharedmain.CheckK8sClientMinimumVersionOrDie(ctx, logger)
	configMaps := sharedmain.SetupConfigMapWatchOrDie(ctx, logger)

	scaler := newAutoscaler(ctx)
	controllers, admission := sharedmain.ControllersAndWebhooksFromCtors(ctx, configMaps,
		certificates.NewController,
		newDefaulting,
		newValidation,
		newConfigValidation,
		configuration.NewController,
		labeler.NewController,
		revision.NewController,
		route.NewController,
		serverlessservice.NewController,
		service.NewController,
		gc.NewController,
		nscert.NewController,
		domainmapping.NewController,
		scaler.newPodAutoscalers,
		scaler.newMetrics,
		newIngresses,
		newCertificates,
	)
	if err := configMaps.Start(ctx.Done()); err != nil {
		return fmt.Errorf("the configuration cannot be watched: %w", err)
	}
	hooks, err := webhook.New(ctx, admission)
	if err != nil {
		return fmt.Errorf("the webhooks cannot be made: %w", err)
	}
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error { return serveWebhooks(groupCtx, hooks, port) })
	startInformers()
	hooks.InformersHaveSynced()
	group.Go(func() error { return controller.StartAll(groupCtx, controllers...) })
	group.Go(func() error { return sendLoad(groupCtx, scaler) })
	return group.Wait()
}

// serveWebhooks serves on loopback; the server that the library would start
// listens on every address.
func serveWebhooks(ctx context.Context, hooks *webhook.Webhook, port int) error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("the webhooks cannot listen: %w", err)
	}
	server := &http.Server{
		Handler:           hooks,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          zap.NewStdLog(logging.FromContext(ctx).Desugar()),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS13,
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
				return webhookCertificate(ctx)
			},
		},
	}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// webhookCertificate reads the certificate that the certificates controller
// created. It runs once per connection, and the API server opens few.
func webhookCertificate(ctx context.Context) (*tls.Certificate, error) {
	secret, err := kubeclient.Get(ctx).CoreV1().Secrets(system.Namespace()).Get(ctx, webhookSecret, getOptions)
	if err != nil {
		return nil, fmt.Errorf("the webhooks' certificate cannot be read: %w", err)
	}
	pair, err := tls.X509KeyPair(secret.Data["server-cert.pem"], secret.Data["server-key.pem"])
	if err != nil {
		return nil, fmt.Errorf("the webhooks' certificate is not made yet: %w", err)
	}
	return &pair, nil
}

// endWithParent exits when standard input closes: the parent process holds the
// other end of the pipe, and may be killed without notice.
func endWithParent() {
	if os.Getenv("END_WITH_STDIN") == "" {
		return
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
}
