// Command informers starts client-go's informers as controllers and dashboards do, with only the kubeconfig set, and prints how many
// objects of each kind they hold once all have synced: one JSON object on standard output. It exits with status 1 if one of them does not
// sync in time.
//
//	informers <kubeconfig> <seconds>
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	check(err)
	seconds, err := strconv.Atoi(os.Args[2])
	check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(seconds)*time.Second)
	defer cancel()

	typed := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(config), 0)
	custom := dynamicinformer.NewFilteredDynamicSharedInformerFactory(
		dynamic.NewForConfigOrDie(config), 0, metav1.NamespaceAll, nil)
	serving := func(resource string) cache.SharedIndexInformer {
		kind := schema.GroupVersionResource{Group: "serving.knative.dev", Version: "v1", Resource: resource}
		return custom.ForResource(kind).Informer()
	}
	all := map[string]cache.SharedIndexInformer{
		"nodes":       typed.Core().V1().Nodes().Informer(),
		"pods":        typed.Core().V1().Pods().Informer(),
		"deployments": typed.Apps().V1().Deployments().Informer(),
		"replicasets": typed.Apps().V1().ReplicaSets().Informer(),
		"services":    serving("services"),
		"revisions":   serving("revisions"),
	}
	typed.Start(ctx.Done())
	custom.Start(ctx.Done())

	counts := map[string]int{}
	for name, informer := range all {
		if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
			check(fmt.Errorf("the informer of %s has not synced within %d s", name, seconds))
		}
		counts[name] = len(informer.GetStore().List())
	}
	check(json.NewEncoder(os.Stdout).Encode(counts))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
