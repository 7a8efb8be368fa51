/**
 * The messages of every built-in kind that the embedded cluster serves: numbers, names and types of their fields, as k8s.io/api and
 * k8s.io/apimachinery v0.35 define them (`generated.proto`, tags of `types.go`). `tests/cluster/parity/messages.test.ts` compares it with
 * those sources, and writes it again when SLUICE_WRITE=1 is set. `message-table.ts` describes the form.
 * This is generated data, which is why it is one long file.
 */
export const MESSAGES = `
apps.v1.ControllerRevision: 1 metadata meta.v1.ObjectMeta, 2 data raw, 3 revision! int64
apps.v1.DaemonSet: 1 metadata meta.v1.ObjectMeta, 2 spec DaemonSetSpec, 3 status DaemonSetStatus
apps.v1.DaemonSetCondition: 1 type! string, 2 status! string, 3 lastTransitionTime time, 4 reason string, 5 message string
apps.v1.DaemonSetSpec: 1 selector meta.v1.LabelSelector, 2 template core.v1.PodTemplateSpec, 3 updateStrategy DaemonSetUpdateStrategy,
  4 minReadySeconds int32, 6 revisionHistoryLimit! int32
apps.v1.DaemonSetStatus: 1 currentNumberScheduled! int32, 2 numberMisscheduled! int32, 3 desiredNumberScheduled! int32,
  4 numberReady! int32, 5 observedGeneration int64, 6 updatedNumberScheduled int32, 7 numberAvailable int32, 8 numberUnavailable int32,
  9 collisionCount! int32, 10 conditions~merge/type []DaemonSetCondition
apps.v1.DaemonSetUpdateStrategy: 1 type string, 2 rollingUpdate RollingUpdateDaemonSet
apps.v1.Deployment: 1 metadata meta.v1.ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus
apps.v1.DeploymentCondition: 1 type! string, 2 status! string, 6 lastUpdateTime time, 7 lastTransitionTime time, 4 reason string,
  5 message string
apps.v1.DeploymentSpec: 1 replicas! int32, 2 selector meta.v1.LabelSelector, 3 template core.v1.PodTemplateSpec,
  4 strategy~retainKeys DeploymentStrategy, 5 minReadySeconds int32, 6 revisionHistoryLimit! int32, 7 paused bool,
  9 progressDeadlineSeconds! int32
apps.v1.DeploymentStatus: 1 observedGeneration int64, 2 replicas int32, 3 updatedReplicas int32, 7 readyReplicas int32,
  4 availableReplicas int32, 5 unavailableReplicas int32, 9 terminatingReplicas! int32, 6 conditions~merge/type []DeploymentCondition,
  8 collisionCount! int32
apps.v1.DeploymentStrategy: 1 type string, 2 rollingUpdate RollingUpdateDeployment
apps.v1.ReplicaSet: 1 metadata meta.v1.ObjectMeta, 2 spec ReplicaSetSpec, 3 status ReplicaSetStatus
apps.v1.ReplicaSetCondition: 1 type! string, 2 status! string, 3 lastTransitionTime time, 4 reason string, 5 message string
apps.v1.ReplicaSetSpec: 1 replicas! int32, 4 minReadySeconds int32, 2 selector meta.v1.LabelSelector, 3 template core.v1.PodTemplateSpec
apps.v1.ReplicaSetStatus: 1 replicas! int32, 2 fullyLabeledReplicas int32, 4 readyReplicas int32, 5 availableReplicas int32,
  7 terminatingReplicas! int32, 3 observedGeneration int64, 6 conditions~merge/type []ReplicaSetCondition
apps.v1.RollingUpdateDaemonSet: 1 maxUnavailable intOrString, 2 maxSurge intOrString
apps.v1.RollingUpdateDeployment: 1 maxUnavailable intOrString, 2 maxSurge intOrString
apps.v1.RollingUpdateStatefulSetStrategy: 1 partition! int32, 2 maxUnavailable intOrString
apps.v1.StatefulSet: 1 metadata meta.v1.ObjectMeta, 2 spec StatefulSetSpec, 3 status StatefulSetStatus
apps.v1.StatefulSetCondition: 1 type! string, 2 status! string, 3 lastTransitionTime time, 4 reason string, 5 message string
apps.v1.StatefulSetOrdinals: 1 start! int32
apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy: 1 whenDeleted string, 2 whenScaled string
apps.v1.StatefulSetSpec: 1 replicas! int32, 2 selector meta.v1.LabelSelector, 3 template core.v1.PodTemplateSpec,
  4 volumeClaimTemplates []core.v1.PersistentVolumeClaim, 5 serviceName! string, 6 podManagementPolicy string,
  7 updateStrategy StatefulSetUpdateStrategy, 8 revisionHistoryLimit! int32, 9 minReadySeconds int32,
  10 persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy, 11 ordinals StatefulSetOrdinals
apps.v1.StatefulSetStatus: 1 observedGeneration int64, 2 replicas! int32, 3 readyReplicas int32, 4 currentReplicas int32,
  5 updatedReplicas int32, 6 currentRevision string, 7 updateRevision string, 9 collisionCount! int32,
  10 conditions~merge/type []StatefulSetCondition, 11 availableReplicas! int32
apps.v1.StatefulSetUpdateStrategy: 1 type string, 2 rollingUpdate RollingUpdateStatefulSetStrategy
authentication.v1.SelfSubjectReview: 1 metadata meta.v1.ObjectMeta, 2 status SelfSubjectReviewStatus
authentication.v1.SelfSubjectReviewStatus: 1 userInfo UserInfo
authentication.v1.UserInfo: 1 username string, 2 uid string, 3 groups []string, 4 extra map:strings
authorization.v1.FieldSelectorAttributes: 1 rawSelector string, 2 requirements []meta.v1.FieldSelectorRequirement
authorization.v1.LabelSelectorAttributes: 1 rawSelector string, 2 requirements []meta.v1.LabelSelectorRequirement
authorization.v1.LocalSubjectAccessReview: 1 metadata meta.v1.ObjectMeta, 2 spec SubjectAccessReviewSpec,
  3 status SubjectAccessReviewStatus
authorization.v1.NonResourceAttributes: 1 path string, 2 verb string
authorization.v1.NonResourceRule: 1 verbs []string, 2 nonResourceURLs []string
authorization.v1.ResourceAttributes: 1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string,
  6 subresource string, 7 name string, 8 fieldSelector FieldSelectorAttributes, 9 labelSelector LabelSelectorAttributes
authorization.v1.ResourceRule: 1 verbs []string, 2 apiGroups []string, 3 resources []string, 4 resourceNames []string
authorization.v1.SelfSubjectAccessReview: 1 metadata meta.v1.ObjectMeta, 2 spec SelfSubjectAccessReviewSpec,
  3 status SubjectAccessReviewStatus
authorization.v1.SelfSubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes
authorization.v1.SelfSubjectRulesReview: 1 metadata meta.v1.ObjectMeta, 2 spec SelfSubjectRulesReviewSpec,
  3 status SubjectRulesReviewStatus
authorization.v1.SelfSubjectRulesReviewSpec: 1 namespace string
authorization.v1.SubjectAccessReview: 1 metadata meta.v1.ObjectMeta, 2 spec SubjectAccessReviewSpec, 3 status SubjectAccessReviewStatus
authorization.v1.SubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes,
  3 user string, 4 groups []string, 5 extra map:strings, 6 uid string
authorization.v1.SubjectAccessReviewStatus: 1 allowed! bool, 4 denied bool, 2 reason string, 3 evaluationError string
authorization.v1.SubjectRulesReviewStatus: 1 resourceRules []ResourceRule, 2 nonResourceRules []NonResourceRule, 3 incomplete! bool,
  4 evaluationError string
autoscaling.v1.Scale: 1 metadata meta.v1.ObjectMeta, 2 spec ScaleSpec, 3 status ScaleStatus
autoscaling.v1.ScaleSpec: 1 replicas int32
autoscaling.v1.ScaleStatus: 1 replicas! int32, 2 selector string
autoscaling.v2.ContainerResourceMetricSource: 1 name! string, 2 target MetricTarget, 3 container! string
autoscaling.v2.ContainerResourceMetricStatus: 1 name! string, 2 current MetricValueStatus, 3 container! string
autoscaling.v2.CrossVersionObjectReference: 1 kind! string, 2 name! string, 3 apiVersion string
autoscaling.v2.ExternalMetricSource: 1 metric MetricIdentifier, 2 target MetricTarget
autoscaling.v2.ExternalMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus
autoscaling.v2.HPAScalingPolicy: 1 type! string, 2 value! int32, 3 periodSeconds! int32
autoscaling.v2.HPAScalingRules: 3 stabilizationWindowSeconds! int32, 1 selectPolicy! string, 2 policies []HPAScalingPolicy,
  4 tolerance quantity
autoscaling.v2.HorizontalPodAutoscaler: 1 metadata meta.v1.ObjectMeta, 2 spec HorizontalPodAutoscalerSpec,
  3 status HorizontalPodAutoscalerStatus
autoscaling.v2.HorizontalPodAutoscalerBehavior: 1 scaleUp HPAScalingRules, 2 scaleDown HPAScalingRules
autoscaling.v2.HorizontalPodAutoscalerCondition: 1 type! string, 2 status! string, 3 lastTransitionTime time, 4 reason string,
  5 message string
autoscaling.v2.HorizontalPodAutoscalerSpec: 1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas! int32, 3 maxReplicas! int32,
  4 metrics []MetricSpec, 5 behavior HorizontalPodAutoscalerBehavior
autoscaling.v2.HorizontalPodAutoscalerStatus: 1 observedGeneration! int64, 2 lastScaleTime time, 3 currentReplicas int32,
  4 desiredReplicas! int32, 5 currentMetrics []MetricStatus, 6 conditions~merge/type []HorizontalPodAutoscalerCondition
autoscaling.v2.MetricIdentifier: 1 name! string, 2 selector meta.v1.LabelSelector
autoscaling.v2.MetricSpec: 1 type! string, 2 object ObjectMetricSource, 3 pods PodsMetricSource, 4 resource ResourceMetricSource,
  7 containerResource ContainerResourceMetricSource, 5 external ExternalMetricSource
autoscaling.v2.MetricStatus: 1 type! string, 2 object ObjectMetricStatus, 3 pods PodsMetricStatus, 4 resource ResourceMetricStatus,
  7 containerResource ContainerResourceMetricStatus, 5 external ExternalMetricStatus
autoscaling.v2.MetricTarget: 1 type! string, 2 value quantity, 3 averageValue quantity, 4 averageUtilization! int32
autoscaling.v2.MetricValueStatus: 1 value quantity, 2 averageValue quantity, 3 averageUtilization! int32
autoscaling.v2.ObjectMetricSource: 1 describedObject CrossVersionObjectReference, 2 target MetricTarget, 3 metric MetricIdentifier
autoscaling.v2.ObjectMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus, 3 describedObject CrossVersionObjectReference
autoscaling.v2.PodsMetricSource: 1 metric MetricIdentifier, 2 target MetricTarget
autoscaling.v2.PodsMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus
autoscaling.v2.ResourceMetricSource: 1 name! string, 2 target MetricTarget
autoscaling.v2.ResourceMetricStatus: 1 name! string, 2 current MetricValueStatus
batch.v1.CronJob: 1 metadata meta.v1.ObjectMeta, 2 spec CronJobSpec, 3 status CronJobStatus
batch.v1.CronJobSpec: 1 schedule! string, 8 timeZone! string, 2 startingDeadlineSeconds! int64, 3 concurrencyPolicy string,
  4 suspend! bool, 5 jobTemplate JobTemplateSpec, 6 successfulJobsHistoryLimit! int32, 7 failedJobsHistoryLimit! int32
batch.v1.CronJobStatus: 1 active []core.v1.ObjectReference, 4 lastScheduleTime time, 5 lastSuccessfulTime time
batch.v1.Job: 1 metadata meta.v1.ObjectMeta, 2 spec JobSpec, 3 status JobStatus
batch.v1.JobCondition: 1 type! string, 2 status! string, 3 lastProbeTime time, 4 lastTransitionTime time, 5 reason string,
  6 message string
batch.v1.JobSpec: 1 parallelism! int32, 2 completions! int32, 3 activeDeadlineSeconds! int64, 11 podFailurePolicy PodFailurePolicy,
  16 successPolicy SuccessPolicy, 7 backoffLimit! int32, 12 backoffLimitPerIndex! int32, 13 maxFailedIndexes! int32,
  4 selector meta.v1.LabelSelector, 5 manualSelector! bool, 6 template core.v1.PodTemplateSpec, 8 ttlSecondsAfterFinished! int32,
  9 completionMode! string, 10 suspend! bool, 14 podReplacementPolicy! string, 15 managedBy! string
batch.v1.JobStatus: 1 conditions~merge/type []JobCondition, 2 startTime time, 3 completionTime time, 4 active int32, 5 succeeded int32,
  6 failed int32, 11 terminating! int32, 7 completedIndexes string, 10 failedIndexes! string,
  8 uncountedTerminatedPods UncountedTerminatedPods, 9 ready! int32
batch.v1.JobTemplateSpec: 1 metadata meta.v1.ObjectMeta, 2 spec JobSpec
batch.v1.PodFailurePolicy: 1 rules []PodFailurePolicyRule
batch.v1.PodFailurePolicyOnExitCodesRequirement: 1 containerName! string, 2 operator! string, 3 values []int32
batch.v1.PodFailurePolicyOnPodConditionsPattern: 1 type! string, 2 status! string
batch.v1.PodFailurePolicyRule: 1 action! string, 2 onExitCodes PodFailurePolicyOnExitCodesRequirement,
  3 onPodConditions []PodFailurePolicyOnPodConditionsPattern
batch.v1.SuccessPolicy: 1 rules []SuccessPolicyRule
batch.v1.SuccessPolicyRule: 1 succeededIndexes! string, 2 succeededCount! int32
batch.v1.UncountedTerminatedPods: 1 succeeded []string, 2 failed []string
coordination.v1.Lease: 1 metadata meta.v1.ObjectMeta, 2 spec LeaseSpec
coordination.v1.LeaseSpec: 1 holderIdentity! string, 2 leaseDurationSeconds! int32, 3 acquireTime microTime, 4 renewTime microTime,
  5 leaseTransitions! int32, 6 strategy! string, 7 preferredHolder! string
core.v1.AWSElasticBlockStoreVolumeSource: 1 volumeID! string, 2 fsType string, 3 partition int32, 4 readOnly bool
core.v1.Affinity: 1 nodeAffinity NodeAffinity, 2 podAffinity PodAffinity, 3 podAntiAffinity PodAntiAffinity
core.v1.AppArmorProfile: 1 type! string, 2 localhostProfile! string
core.v1.AttachedVolume: 1 name! string, 2 devicePath! string
core.v1.AzureDiskVolumeSource: 1 diskName! string, 2 diskURI! string, 3 cachingMode! string, 4 fsType! string, 5 readOnly! bool,
  6 kind! string
core.v1.AzureFilePersistentVolumeSource: 1 secretName! string, 2 shareName! string, 3 readOnly bool, 4 secretNamespace! string
core.v1.AzureFileVolumeSource: 1 secretName! string, 2 shareName! string, 3 readOnly bool
core.v1.CSIPersistentVolumeSource: 1 driver! string, 2 volumeHandle! string, 3 readOnly bool, 4 fsType string,
  5 volumeAttributes map:string, 6 controllerPublishSecretRef SecretReference, 7 nodeStageSecretRef SecretReference,
  8 nodePublishSecretRef SecretReference, 9 controllerExpandSecretRef SecretReference, 10 nodeExpandSecretRef SecretReference
core.v1.CSIVolumeSource: 1 driver! string, 2 readOnly! bool, 3 fsType! string, 4 volumeAttributes map:string,
  5 nodePublishSecretRef LocalObjectReference
core.v1.Capabilities: 1 add []string, 2 drop []string
core.v1.CephFSPersistentVolumeSource: 1 monitors []string, 2 path string, 3 user string, 4 secretFile string,
  5 secretRef SecretReference, 6 readOnly bool
core.v1.CephFSVolumeSource: 1 monitors []string, 2 path string, 3 user string, 4 secretFile string, 5 secretRef LocalObjectReference,
  6 readOnly bool
core.v1.CinderPersistentVolumeSource: 1 volumeID! string, 2 fsType string, 3 readOnly bool, 4 secretRef SecretReference
core.v1.CinderVolumeSource: 1 volumeID! string, 2 fsType string, 3 readOnly bool, 4 secretRef LocalObjectReference
core.v1.ClientIPConfig: 1 timeoutSeconds! int32
core.v1.ClusterTrustBundleProjection: 1 name! string, 2 signerName! string, 3 labelSelector meta.v1.LabelSelector, 5 optional! bool,
  4 path! string
core.v1.ConfigMap: 1 metadata meta.v1.ObjectMeta, 4 immutable! bool, 2 data map:string, 3 binaryData map:bytes
core.v1.ConfigMapEnvSource: 1 localObjectReference^ LocalObjectReference, 2 optional! bool
core.v1.ConfigMapKeySelector: 1 localObjectReference^ LocalObjectReference, 2 key! string, 3 optional! bool
core.v1.ConfigMapNodeConfigSource: 1 namespace! string, 2 name! string, 3 uid string, 4 resourceVersion string,
  5 kubeletConfigKey! string
core.v1.ConfigMapProjection: 1 localObjectReference^ LocalObjectReference, 2 items []KeyToPath, 4 optional! bool
core.v1.ConfigMapVolumeSource: 1 localObjectReference^ LocalObjectReference, 2 items []KeyToPath, 3 defaultMode! int32, 4 optional! bool
core.v1.Container: 1 name! string, 2 image string, 3 command []string, 4 args []string, 5 workingDir string,
  6 ports~merge/containerPort []ContainerPort, 19 envFrom []EnvFromSource, 7 env~merge/name []EnvVar, 8 resources ResourceRequirements,
  23 resizePolicy []ContainerResizePolicy, 24 restartPolicy! string, 25 restartPolicyRules []ContainerRestartRule,
  9 volumeMounts~merge/mountPath []VolumeMount, 21 volumeDevices~merge/devicePath []VolumeDevice, 10 livenessProbe Probe,
  11 readinessProbe Probe, 22 startupProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath string,
  20 terminationMessagePolicy string, 14 imagePullPolicy string, 15 securityContext SecurityContext, 16 stdin bool, 17 stdinOnce bool,
  18 tty bool
core.v1.ContainerExtendedResourceRequest: 1 containerName! string, 2 resourceName! string, 3 requestName! string
core.v1.ContainerImage: 1 names []string, 2 sizeBytes int64
core.v1.ContainerPort: 1 name string, 2 hostPort int32, 3 containerPort! int32, 4 protocol string, 5 hostIP string
core.v1.ContainerResizePolicy: 1 resourceName! string, 2 restartPolicy! string
core.v1.ContainerRestartRule: 1 action string, 2 exitCodes ContainerRestartRuleOnExitCodes
core.v1.ContainerRestartRuleOnExitCodes: 1 operator string, 2 values []int32
core.v1.ContainerState: 1 waiting ContainerStateWaiting, 2 running ContainerStateRunning, 3 terminated ContainerStateTerminated
core.v1.ContainerStateRunning: 1 startedAt time
core.v1.ContainerStateTerminated: 1 exitCode! int32, 2 signal int32, 3 reason string, 4 message string, 5 startedAt time,
  6 finishedAt time, 7 containerID string
core.v1.ContainerStateWaiting: 1 reason string, 2 message string
core.v1.ContainerStatus: 1 name! string, 2 state ContainerState, 3 lastState ContainerState, 4 ready! bool, 5 restartCount! int32,
  6 image! string, 7 imageID! string, 8 containerID string, 9 started! bool, 10 allocatedResources map:quantity,
  11 resources ResourceRequirements, 12 volumeMounts~merge/mountPath []VolumeMountStatus, 13 user ContainerUser,
  14 allocatedResourcesStatus~merge/name []ResourceStatus, 15 stopSignal! string
core.v1.ContainerUser: 1 linux LinuxContainerUser
core.v1.DaemonEndpoint: 1 Port! int32
core.v1.DownwardAPIProjection: 1 items []DownwardAPIVolumeFile
core.v1.DownwardAPIVolumeFile: 1 path! string, 2 fieldRef ObjectFieldSelector, 3 resourceFieldRef ResourceFieldSelector, 4 mode! int32
core.v1.DownwardAPIVolumeSource: 1 items []DownwardAPIVolumeFile, 2 defaultMode! int32
core.v1.EmptyDirVolumeSource: 1 medium string, 2 sizeLimit quantity
core.v1.EndpointAddress: 1 ip! string, 3 hostname string, 4 nodeName! string, 2 targetRef ObjectReference
core.v1.EndpointPort: 1 name string, 2 port! int32, 3 protocol string, 4 appProtocol! string
core.v1.EndpointSubset: 1 addresses []EndpointAddress, 2 notReadyAddresses []EndpointAddress, 3 ports []EndpointPort
core.v1.Endpoints: 1 metadata meta.v1.ObjectMeta, 2 subsets []EndpointSubset
core.v1.EnvFromSource: 1 prefix string, 2 configMapRef ConfigMapEnvSource, 3 secretRef SecretEnvSource
core.v1.EnvVar: 1 name! string, 2 value string, 3 valueFrom EnvVarSource
core.v1.EnvVarSource: 1 fieldRef ObjectFieldSelector, 2 resourceFieldRef ResourceFieldSelector, 3 configMapKeyRef ConfigMapKeySelector,
  4 secretKeyRef SecretKeySelector, 5 fileKeyRef FileKeySelector
core.v1.EphemeralContainer: 1 ephemeralContainerCommon EphemeralContainerCommon, 2 targetContainerName string
core.v1.EphemeralContainerCommon: 1 name! string, 2 image string, 3 command []string, 4 args []string, 5 workingDir string,
  6 ports~merge/containerPort []ContainerPort, 19 envFrom []EnvFromSource, 7 env~merge/name []EnvVar, 8 resources ResourceRequirements,
  23 resizePolicy []ContainerResizePolicy, 24 restartPolicy! string, 25 restartPolicyRules []ContainerRestartRule,
  9 volumeMounts~merge/mountPath []VolumeMount, 21 volumeDevices~merge/devicePath []VolumeDevice, 10 livenessProbe Probe,
  11 readinessProbe Probe, 22 startupProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath string,
  20 terminationMessagePolicy string, 14 imagePullPolicy string, 15 securityContext SecurityContext, 16 stdin bool, 17 stdinOnce bool,
  18 tty bool
core.v1.EphemeralVolumeSource: 1 volumeClaimTemplate PersistentVolumeClaimTemplate
core.v1.Event: 1 metadata meta.v1.ObjectMeta, 2 involvedObject ObjectReference, 3 reason string, 4 message string, 5 source EventSource,
  6 firstTimestamp time, 7 lastTimestamp time, 8 count int32, 9 type string, 10 eventTime microTime, 11 series EventSeries,
  12 action string, 13 related ObjectReference, 14 reportingComponent! string, 15 reportingInstance! string
core.v1.EventSeries: 1 count int32, 2 lastObservedTime microTime
core.v1.EventSource: 1 component string, 2 host string
core.v1.ExecAction: 1 command []string
core.v1.FCVolumeSource: 1 targetWWNs []string, 2 lun! int32, 3 fsType string, 4 readOnly bool, 5 wwids []string
core.v1.FileKeySelector: 1 volumeName! string, 2 path! string, 3 key! string, 4 optional! bool
core.v1.FlexPersistentVolumeSource: 1 driver! string, 2 fsType string, 3 secretRef SecretReference, 4 readOnly bool, 5 options map:string
core.v1.FlexVolumeSource: 1 driver! string, 2 fsType string, 3 secretRef LocalObjectReference, 4 readOnly bool, 5 options map:string
core.v1.FlockerVolumeSource: 1 datasetName string, 2 datasetUUID string
core.v1.GCEPersistentDiskVolumeSource: 1 pdName! string, 2 fsType string, 3 partition int32, 4 readOnly bool
core.v1.GRPCAction: 1 port! int32, 2 service! string
core.v1.GitRepoVolumeSource: 1 repository! string, 2 revision string, 3 directory string
core.v1.GlusterfsPersistentVolumeSource: 1 endpoints! string, 2 path! string, 3 readOnly bool, 4 endpointsNamespace! string
core.v1.GlusterfsVolumeSource: 1 endpoints! string, 2 path! string, 3 readOnly bool
core.v1.HTTPGetAction: 1 path string, 2 port intOrString, 3 host string, 4 scheme string, 5 httpHeaders []HTTPHeader
core.v1.HTTPHeader: 1 name! string, 2 value! string
core.v1.HostAlias: 1 ip! string, 2 hostnames []string
core.v1.HostIP: 1 ip! string
core.v1.HostPathVolumeSource: 1 path! string, 2 type! string
core.v1.ISCSIPersistentVolumeSource: 1 targetPortal! string, 2 iqn! string, 3 lun! int32, 4 iscsiInterface string, 5 fsType string,
  6 readOnly bool, 7 portals []string, 8 chapAuthDiscovery bool, 11 chapAuthSession bool, 10 secretRef SecretReference,
  12 initiatorName! string
core.v1.ISCSIVolumeSource: 1 targetPortal! string, 2 iqn! string, 3 lun! int32, 4 iscsiInterface string, 5 fsType string,
  6 readOnly bool, 7 portals []string, 8 chapAuthDiscovery bool, 11 chapAuthSession bool, 10 secretRef LocalObjectReference,
  12 initiatorName! string
core.v1.ImageVolumeSource: 1 reference string, 2 pullPolicy string
core.v1.KeyToPath: 1 key! string, 2 path! string, 3 mode! int32
core.v1.Lifecycle: 1 postStart LifecycleHandler, 2 preStop LifecycleHandler, 3 stopSignal! string
core.v1.LifecycleHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 sleep SleepAction
core.v1.LimitRange: 1 metadata meta.v1.ObjectMeta, 2 spec LimitRangeSpec
core.v1.LimitRangeItem: 1 type! string, 2 max map:quantity, 3 min map:quantity, 4 default map:quantity, 5 defaultRequest map:quantity,
  6 maxLimitRequestRatio map:quantity
core.v1.LimitRangeSpec: 1 limits []LimitRangeItem
core.v1.LinuxContainerUser: 1 uid! int64, 2 gid! int64, 3 supplementalGroups []int64
core.v1.LoadBalancerIngress: 1 ip string, 2 hostname string, 3 ipMode! string, 4 ports []PortStatus
core.v1.LoadBalancerStatus: 1 ingress []LoadBalancerIngress
core.v1.LocalObjectReference: 1 name string
core.v1.LocalVolumeSource: 1 path! string, 2 fsType! string
core.v1.ModifyVolumeStatus: 1 targetVolumeAttributesClassName string, 2 status! string
core.v1.NFSVolumeSource: 1 server! string, 2 path! string, 3 readOnly bool
core.v1.Namespace: 1 metadata meta.v1.ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus
core.v1.NamespaceCondition: 1 type! string, 2 status! string, 4 lastTransitionTime time, 5 reason string, 6 message string
core.v1.NamespaceSpec: 1 finalizers []string
core.v1.NamespaceStatus: 1 phase string, 2 conditions~merge/type []NamespaceCondition
core.v1.Node: 1 metadata meta.v1.ObjectMeta, 2 spec NodeSpec, 3 status NodeStatus
core.v1.NodeAddress: 1 type! string, 2 address! string
core.v1.NodeAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution NodeSelector,
  2 preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm
core.v1.NodeCondition: 1 type! string, 2 status! string, 3 lastHeartbeatTime time, 4 lastTransitionTime time, 5 reason string,
  6 message string
core.v1.NodeConfigSource: 2 configMap ConfigMapNodeConfigSource
core.v1.NodeConfigStatus: 1 assigned NodeConfigSource, 2 active NodeConfigSource, 3 lastKnownGood NodeConfigSource, 4 error string
core.v1.NodeDaemonEndpoints: 1 kubeletEndpoint DaemonEndpoint
core.v1.NodeFeatures: 1 supplementalGroupsPolicy! bool
core.v1.NodeRuntimeHandler: 1 name! string, 2 features NodeRuntimeHandlerFeatures
core.v1.NodeRuntimeHandlerFeatures: 1 recursiveReadOnlyMounts! bool, 2 userNamespaces! bool
core.v1.NodeSelector: 1 nodeSelectorTerms []NodeSelectorTerm
core.v1.NodeSelectorRequirement: 1 key! string, 2 operator! string, 3 values []string
core.v1.NodeSelectorTerm: 1 matchExpressions []NodeSelectorRequirement, 2 matchFields []NodeSelectorRequirement
core.v1.NodeSpec: 1 podCIDR string, 7 podCIDRs~merge []string, 3 providerID string, 4 unschedulable bool, 5 taints []Taint,
  6 configSource NodeConfigSource, 2 externalID string
core.v1.NodeStatus: 1 capacity map:quantity, 2 allocatable map:quantity, 3 phase string, 4 conditions~merge/type []NodeCondition,
  5 addresses~merge/type []NodeAddress, 6 daemonEndpoints NodeDaemonEndpoints, 7 nodeInfo NodeSystemInfo, 8 images []ContainerImage,
  9 volumesInUse []string, 10 volumesAttached []AttachedVolume, 11 config NodeConfigStatus, 12 runtimeHandlers []NodeRuntimeHandler,
  13 features NodeFeatures, 14 declaredFeatures []string
core.v1.NodeSwapStatus: 1 capacity! int64
core.v1.NodeSystemInfo: 1 machineID! string, 2 systemUUID! string, 3 bootID! string, 4 kernelVersion! string, 5 osImage! string,
  6 containerRuntimeVersion! string, 7 kubeletVersion! string, 8 kubeProxyVersion! string, 9 operatingSystem! string,
  10 architecture! string, 11 swap NodeSwapStatus
core.v1.ObjectFieldSelector: 1 apiVersion string, 2 fieldPath! string
core.v1.ObjectReference: 1 kind string, 2 namespace string, 3 name string, 4 uid string, 5 apiVersion string, 6 resourceVersion string,
  7 fieldPath string
core.v1.PersistentVolume: 1 metadata meta.v1.ObjectMeta, 2 spec PersistentVolumeSpec, 3 status PersistentVolumeStatus
core.v1.PersistentVolumeClaim: 1 metadata meta.v1.ObjectMeta, 2 spec PersistentVolumeClaimSpec, 3 status PersistentVolumeClaimStatus
core.v1.PersistentVolumeClaimCondition: 1 type! string, 2 status! string, 3 lastProbeTime time, 4 lastTransitionTime time,
  5 reason string, 6 message string
core.v1.PersistentVolumeClaimSpec: 1 accessModes []string, 4 selector meta.v1.LabelSelector, 2 resources VolumeResourceRequirements,
  3 volumeName string, 5 storageClassName! string, 6 volumeMode! string, 7 dataSource TypedLocalObjectReference,
  8 dataSourceRef TypedObjectReference, 9 volumeAttributesClassName! string
core.v1.PersistentVolumeClaimStatus: 1 phase string, 2 accessModes []string, 3 capacity map:quantity,
  4 conditions~merge/type []PersistentVolumeClaimCondition, 5 allocatedResources map:quantity, 7 allocatedResourceStatuses map:string,
  8 currentVolumeAttributesClassName! string, 9 modifyVolumeStatus ModifyVolumeStatus
core.v1.PersistentVolumeClaimTemplate: 1 metadata meta.v1.ObjectMeta, 2 spec PersistentVolumeClaimSpec
core.v1.PersistentVolumeClaimVolumeSource: 1 claimName! string, 2 readOnly bool
core.v1.PersistentVolumeSource: 1 gcePersistentDisk GCEPersistentDiskVolumeSource,
  2 awsElasticBlockStore AWSElasticBlockStoreVolumeSource, 3 hostPath HostPathVolumeSource, 4 glusterfs GlusterfsPersistentVolumeSource,
  5 nfs NFSVolumeSource, 6 rbd RBDPersistentVolumeSource, 7 iscsi ISCSIPersistentVolumeSource, 8 cinder CinderPersistentVolumeSource,
  9 cephfs CephFSPersistentVolumeSource, 10 fc FCVolumeSource, 11 flocker FlockerVolumeSource, 12 flexVolume FlexPersistentVolumeSource,
  13 azureFile AzureFilePersistentVolumeSource, 14 vsphereVolume VsphereVirtualDiskVolumeSource, 15 quobyte QuobyteVolumeSource,
  16 azureDisk AzureDiskVolumeSource, 17 photonPersistentDisk PhotonPersistentDiskVolumeSource, 18 portworxVolume PortworxVolumeSource,
  19 scaleIO ScaleIOPersistentVolumeSource, 20 local LocalVolumeSource, 21 storageos StorageOSPersistentVolumeSource,
  22 csi CSIPersistentVolumeSource
core.v1.PersistentVolumeSpec: 1 capacity map:quantity, 2 persistentVolumeSource^ PersistentVolumeSource, 3 accessModes []string,
  4 claimRef ObjectReference, 5 persistentVolumeReclaimPolicy string, 6 storageClassName string, 7 mountOptions []string,
  8 volumeMode! string, 9 nodeAffinity VolumeNodeAffinity, 10 volumeAttributesClassName! string
core.v1.PersistentVolumeStatus: 1 phase string, 2 message string, 3 reason string, 4 lastPhaseTransitionTime time
core.v1.PhotonPersistentDiskVolumeSource: 1 pdID! string, 2 fsType string
core.v1.Pod: 1 metadata meta.v1.ObjectMeta, 2 spec PodSpec, 3 status PodStatus
core.v1.PodAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm,
  2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
core.v1.PodAffinityTerm: 1 labelSelector meta.v1.LabelSelector, 2 namespaces []string, 3 topologyKey! string,
  4 namespaceSelector meta.v1.LabelSelector, 5 matchLabelKeys []string, 6 mismatchLabelKeys []string
core.v1.PodAntiAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm,
  2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
core.v1.PodCertificateProjection: 1 signerName string, 2 keyType string, 3 maxExpirationSeconds! int32, 4 credentialBundlePath string,
  5 keyPath string, 6 certificateChainPath string, 7 userAnnotations map:string
core.v1.PodCondition: 1 type! string, 7 observedGeneration int64, 2 status! string, 3 lastProbeTime time, 4 lastTransitionTime time,
  5 reason string, 6 message string
core.v1.PodDNSConfig: 1 nameservers []string, 2 searches []string, 3 options []PodDNSConfigOption
core.v1.PodDNSConfigOption: 1 name string, 2 value! string
core.v1.PodExtendedResourceClaimStatus: 1 requestMappings []ContainerExtendedResourceRequest, 2 resourceClaimName! string
core.v1.PodIP: 1 ip! string
core.v1.PodOS: 1 name! string
core.v1.PodReadinessGate: 1 conditionType! string
core.v1.PodResourceClaim: 1 name! string, 3 resourceClaimName! string, 4 resourceClaimTemplateName! string
core.v1.PodResourceClaimStatus: 1 name! string, 2 resourceClaimName! string
core.v1.PodSchedulingGate: 1 name! string
core.v1.PodSecurityContext: 1 seLinuxOptions SELinuxOptions, 8 windowsOptions WindowsSecurityContextOptions, 2 runAsUser! int64,
  6 runAsGroup! int64, 3 runAsNonRoot! bool, 4 supplementalGroups []int64, 12 supplementalGroupsPolicy! string, 5 fsGroup! int64,
  7 sysctls []Sysctl, 9 fsGroupChangePolicy! string, 10 seccompProfile SeccompProfile, 11 appArmorProfile AppArmorProfile,
  13 seLinuxChangePolicy! string
core.v1.PodSpec: 1 volumes~merge+retainKeys/name []Volume, 20 initContainers~merge/name []Container, 2 containers~merge/name []Container,
  34 ephemeralContainers~merge/name []EphemeralContainer, 3 restartPolicy string, 4 terminationGracePeriodSeconds! int64,
  5 activeDeadlineSeconds! int64, 6 dnsPolicy string, 7 nodeSelector map:string, 8 serviceAccountName string, 9 serviceAccount string,
  21 automountServiceAccountToken! bool, 10 nodeName string, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool,
  27 shareProcessNamespace! bool, 14 securityContext PodSecurityContext, 15 imagePullSecrets~merge/name []LocalObjectReference,
  16 hostname string, 17 subdomain string, 18 affinity Affinity, 19 schedulerName string, 22 tolerations []Toleration,
  23 hostAliases~merge/ip []HostAlias, 24 priorityClassName string, 25 priority! int32, 26 dnsConfig PodDNSConfig,
  28 readinessGates []PodReadinessGate, 29 runtimeClassName! string, 30 enableServiceLinks! bool, 31 preemptionPolicy! string,
  32 overhead map:quantity, 33 topologySpreadConstraints~merge/topologyKey []TopologySpreadConstraint, 35 setHostnameAsFQDN! bool,
  36 os PodOS, 37 hostUsers! bool, 38 schedulingGates~merge/name []PodSchedulingGate,
  39 resourceClaims~merge+retainKeys/name []PodResourceClaim, 40 resources ResourceRequirements, 41 hostnameOverride! string,
  42 workloadRef WorkloadReference
core.v1.PodStatus: 17 observedGeneration int64, 1 phase string, 2 conditions~merge/type []PodCondition, 3 message string,
  4 reason string, 11 nominatedNodeName string, 5 hostIP string, 16 hostIPs~merge/ip []HostIP, 6 podIP string, 12 podIPs~merge/ip []PodIP,
  7 startTime time, 10 initContainerStatuses []ContainerStatus, 8 containerStatuses []ContainerStatus, 9 qosClass string,
  13 ephemeralContainerStatuses []ContainerStatus, 14 resize string,
  15 resourceClaimStatuses~merge+retainKeys/name []PodResourceClaimStatus, 18 extendedResourceClaimStatus PodExtendedResourceClaimStatus,
  19 allocatedResources map:quantity, 20 resources ResourceRequirements
core.v1.PodTemplate: 1 metadata meta.v1.ObjectMeta, 2 template PodTemplateSpec
core.v1.PodTemplateSpec: 1 metadata meta.v1.ObjectMeta, 2 spec PodSpec
core.v1.PortStatus: 1 port! int32, 2 protocol! string, 3 error! string
core.v1.PortworxVolumeSource: 1 volumeID! string, 2 fsType string, 3 readOnly bool
core.v1.PreferredSchedulingTerm: 1 weight! int32, 2 preference NodeSelectorTerm
core.v1.Probe: 1 handler^ ProbeHandler, 2 initialDelaySeconds int32, 3 timeoutSeconds int32, 4 periodSeconds int32,
  5 successThreshold int32, 6 failureThreshold int32, 7 terminationGracePeriodSeconds! int64
core.v1.ProbeHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 grpc GRPCAction
core.v1.ProjectedVolumeSource: 1 sources []VolumeProjection, 2 defaultMode! int32
core.v1.QuobyteVolumeSource: 1 registry! string, 2 volume! string, 3 readOnly bool, 4 user string, 5 group string, 6 tenant string
core.v1.RBDPersistentVolumeSource: 1 monitors []string, 2 image! string, 3 fsType string, 4 pool string, 5 user string, 6 keyring string,
  7 secretRef SecretReference, 8 readOnly bool
core.v1.RBDVolumeSource: 1 monitors []string, 2 image! string, 3 fsType string, 4 pool string, 5 user string, 6 keyring string,
  7 secretRef LocalObjectReference, 8 readOnly bool
core.v1.ReplicationController: 1 metadata meta.v1.ObjectMeta, 2 spec ReplicationControllerSpec, 3 status ReplicationControllerStatus
core.v1.ReplicationControllerCondition: 1 type! string, 2 status! string, 3 lastTransitionTime time, 4 reason string, 5 message string
core.v1.ReplicationControllerSpec: 1 replicas! int32, 4 minReadySeconds int32, 2 selector map:string, 3 template PodTemplateSpec
core.v1.ReplicationControllerStatus: 1 replicas! int32, 2 fullyLabeledReplicas int32, 4 readyReplicas int32, 5 availableReplicas int32,
  3 observedGeneration int64, 6 conditions~merge/type []ReplicationControllerCondition
core.v1.ResourceClaim: 1 name! string, 2 request string
core.v1.ResourceFieldSelector: 1 containerName string, 2 resource! string, 3 divisor quantity
core.v1.ResourceHealth: 1 resourceID! string, 2 health string
core.v1.ResourceQuota: 1 metadata meta.v1.ObjectMeta, 2 spec ResourceQuotaSpec, 3 status ResourceQuotaStatus
core.v1.ResourceQuotaSpec: 1 hard map:quantity, 2 scopes []string, 3 scopeSelector ScopeSelector
core.v1.ResourceQuotaStatus: 1 hard map:quantity, 2 used map:quantity
core.v1.ResourceRequirements: 1 limits map:quantity, 2 requests map:quantity, 3 claims []ResourceClaim
core.v1.ResourceStatus: 1 name! string, 2 resources []ResourceHealth
core.v1.SELinuxOptions: 1 user string, 2 role string, 3 type string, 4 level string
core.v1.ScaleIOPersistentVolumeSource: 1 gateway! string, 2 system! string, 3 secretRef SecretReference, 4 sslEnabled bool,
  5 protectionDomain string, 6 storagePool string, 7 storageMode string, 8 volumeName string, 9 fsType string, 10 readOnly bool
core.v1.ScaleIOVolumeSource: 1 gateway! string, 2 system! string, 3 secretRef LocalObjectReference, 4 sslEnabled bool,
  5 protectionDomain string, 6 storagePool string, 7 storageMode string, 8 volumeName string, 9 fsType string, 10 readOnly bool
core.v1.ScopeSelector: 1 matchExpressions []ScopedResourceSelectorRequirement
core.v1.ScopedResourceSelectorRequirement: 1 scopeName! string, 2 operator! string, 3 values []string
core.v1.SeccompProfile: 1 type! string, 2 localhostProfile! string
core.v1.Secret: 1 metadata meta.v1.ObjectMeta, 5 immutable! bool, 2 data map:bytes, 4 stringData map:string, 3 type string
core.v1.SecretEnvSource: 1 localObjectReference^ LocalObjectReference, 2 optional! bool
core.v1.SecretKeySelector: 1 localObjectReference^ LocalObjectReference, 2 key! string, 3 optional! bool
core.v1.SecretProjection: 1 localObjectReference^ LocalObjectReference, 2 items []KeyToPath, 4 optional! bool
core.v1.SecretReference: 1 name string, 2 namespace string
core.v1.SecretVolumeSource: 1 secretName string, 2 items []KeyToPath, 3 defaultMode! int32, 4 optional! bool
core.v1.SecurityContext: 1 capabilities Capabilities, 2 privileged! bool, 3 seLinuxOptions SELinuxOptions,
  10 windowsOptions WindowsSecurityContextOptions, 4 runAsUser! int64, 8 runAsGroup! int64, 5 runAsNonRoot! bool,
  6 readOnlyRootFilesystem! bool, 7 allowPrivilegeEscalation! bool, 9 procMount! string, 11 seccompProfile SeccompProfile,
  12 appArmorProfile AppArmorProfile
core.v1.Service: 1 metadata meta.v1.ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus
core.v1.ServiceAccount: 1 metadata meta.v1.ObjectMeta, 2 secrets~merge/name []ObjectReference, 3 imagePullSecrets []LocalObjectReference,
  4 automountServiceAccountToken! bool
core.v1.ServiceAccountTokenProjection: 1 audience string, 2 expirationSeconds! int64, 3 path! string
core.v1.ServicePort: 1 name string, 2 protocol string, 6 appProtocol! string, 3 port! int32, 4 targetPort intOrString, 5 nodePort int32
core.v1.ServiceSpec: 1 ports~merge/port []ServicePort, 2 selector map:string, 3 clusterIP string, 18 clusterIPs []string, 4 type string,
  5 externalIPs []string, 7 sessionAffinity string, 8 loadBalancerIP string, 9 loadBalancerSourceRanges []string, 10 externalName string,
  11 externalTrafficPolicy string, 12 healthCheckNodePort int32, 13 publishNotReadyAddresses bool,
  14 sessionAffinityConfig SessionAffinityConfig, 19 ipFamilies []string, 17 ipFamilyPolicy! string,
  20 allocateLoadBalancerNodePorts! bool, 21 loadBalancerClass! string, 22 internalTrafficPolicy! string, 23 trafficDistribution! string
core.v1.ServiceStatus: 1 loadBalancer LoadBalancerStatus, 2 conditions~merge/type []meta.v1.Condition
core.v1.SessionAffinityConfig: 1 clientIP ClientIPConfig
core.v1.SleepAction: 1 seconds! int64
core.v1.StorageOSPersistentVolumeSource: 1 volumeName string, 2 volumeNamespace string, 3 fsType string, 4 readOnly bool,
  5 secretRef ObjectReference
core.v1.StorageOSVolumeSource: 1 volumeName string, 2 volumeNamespace string, 3 fsType string, 4 readOnly bool,
  5 secretRef LocalObjectReference
core.v1.Sysctl: 1 name! string, 2 value! string
core.v1.TCPSocketAction: 1 port intOrString, 2 host string
core.v1.Taint: 1 key! string, 2 value string, 3 effect! string, 4 timeAdded time
core.v1.Toleration: 1 key string, 2 operator string, 3 value string, 4 effect string, 5 tolerationSeconds! int64
core.v1.TopologySelectorLabelRequirement: 1 key! string, 2 values []string
core.v1.TopologySelectorTerm: 1 matchLabelExpressions []TopologySelectorLabelRequirement
core.v1.TopologySpreadConstraint: 1 maxSkew! int32, 2 topologyKey! string, 3 whenUnsatisfiable! string,
  4 labelSelector meta.v1.LabelSelector, 5 minDomains! int32, 6 nodeAffinityPolicy! string, 7 nodeTaintsPolicy! string,
  8 matchLabelKeys []string
core.v1.TypedLocalObjectReference: 1 apiGroup! string, 2 kind! string, 3 name! string
core.v1.TypedObjectReference: 1 apiGroup! string, 2 kind! string, 3 name! string, 4 namespace! string
core.v1.Volume: 1 name! string, 2 volumeSource^ VolumeSource
core.v1.VolumeDevice: 1 name! string, 2 devicePath! string
core.v1.VolumeMount: 1 name! string, 2 readOnly bool, 7 recursiveReadOnly! string, 3 mountPath! string, 4 subPath string,
  5 mountPropagation! string, 6 subPathExpr string
core.v1.VolumeMountStatus: 1 name! string, 2 mountPath! string, 3 readOnly bool, 4 recursiveReadOnly! string
core.v1.VolumeNodeAffinity: 1 required NodeSelector
core.v1.VolumeProjection: 1 secret SecretProjection, 2 downwardAPI DownwardAPIProjection, 3 configMap ConfigMapProjection,
  4 serviceAccountToken ServiceAccountTokenProjection, 5 clusterTrustBundle ClusterTrustBundleProjection,
  6 podCertificate PodCertificateProjection
core.v1.VolumeResourceRequirements: 1 limits map:quantity, 2 requests map:quantity
core.v1.VolumeSource: 1 hostPath HostPathVolumeSource, 2 emptyDir EmptyDirVolumeSource,
  3 gcePersistentDisk GCEPersistentDiskVolumeSource, 4 awsElasticBlockStore AWSElasticBlockStoreVolumeSource,
  5 gitRepo GitRepoVolumeSource, 6 secret SecretVolumeSource, 7 nfs NFSVolumeSource, 8 iscsi ISCSIVolumeSource,
  9 glusterfs GlusterfsVolumeSource, 10 persistentVolumeClaim PersistentVolumeClaimVolumeSource, 11 rbd RBDVolumeSource,
  12 flexVolume FlexVolumeSource, 13 cinder CinderVolumeSource, 14 cephfs CephFSVolumeSource, 15 flocker FlockerVolumeSource,
  16 downwardAPI DownwardAPIVolumeSource, 17 fc FCVolumeSource, 18 azureFile AzureFileVolumeSource, 19 configMap ConfigMapVolumeSource,
  20 vsphereVolume VsphereVirtualDiskVolumeSource, 21 quobyte QuobyteVolumeSource, 22 azureDisk AzureDiskVolumeSource,
  23 photonPersistentDisk PhotonPersistentDiskVolumeSource, 26 projected ProjectedVolumeSource, 24 portworxVolume PortworxVolumeSource,
  25 scaleIO ScaleIOVolumeSource, 27 storageos StorageOSVolumeSource, 28 csi CSIVolumeSource, 29 ephemeral EphemeralVolumeSource,
  30 image ImageVolumeSource
core.v1.VsphereVirtualDiskVolumeSource: 1 volumePath! string, 2 fsType string, 3 storagePolicyName string, 4 storagePolicyID string
core.v1.WeightedPodAffinityTerm: 1 weight! int32, 2 podAffinityTerm PodAffinityTerm
core.v1.WindowsSecurityContextOptions: 1 gmsaCredentialSpecName! string, 2 gmsaCredentialSpec! string, 3 runAsUserName! string,
  4 hostProcess! bool
core.v1.WorkloadReference: 1 name! string, 2 podGroup! string, 3 podGroupReplicaKey string
discovery.v1.Endpoint: 1 addresses []string, 2 conditions EndpointConditions, 3 hostname! string, 4 targetRef core.v1.ObjectReference,
  5 deprecatedTopology map:string, 6 nodeName! string, 7 zone! string, 8 hints EndpointHints
discovery.v1.EndpointConditions: 1 ready! bool, 2 serving! bool, 3 terminating! bool
discovery.v1.EndpointHints: 1 forZones []ForZone, 2 forNodes []ForNode
discovery.v1.EndpointPort: 1 name! string, 2 protocol! string, 3 port! int32, 4 appProtocol! string
discovery.v1.EndpointSlice: 1 metadata meta.v1.ObjectMeta, 4 addressType! string, 2 endpoints []Endpoint, 3 ports []EndpointPort
discovery.v1.ForNode: 1 name! string
discovery.v1.ForZone: 1 name! string
meta.v1.Condition: 1 type! string, 2 status! string, 3 observedGeneration int64, 4 lastTransitionTime time, 5 reason! string,
  6 message! string
meta.v1.DeleteOptions: 1 gracePeriodSeconds! int64, 2 preconditions Preconditions, 3 orphanDependents! bool, 4 propagationPolicy! string,
  5 dryRun []string, 6 ignoreStoreReadErrorWithClusterBreakingPotential! bool
meta.v1.FieldSelectorRequirement: 1 key! string, 2 operator! string, 3 values []string
meta.v1.LabelSelector: 1 matchLabels map:string, 2 matchExpressions []LabelSelectorRequirement
meta.v1.LabelSelectorRequirement: 1 key! string, 2 operator! string, 3 values []string
meta.v1.ManagedFieldsEntry: 1 manager string, 2 operation string, 3 apiVersion string, 4 time time, 6 fieldsType string, 7 fieldsV1 raw,
  8 subresource string
meta.v1.ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 4 selfLink string, 5 uid string, 6 resourceVersion string,
  7 generation int64, 8 creationTimestamp time, 9 deletionTimestamp time, 10 deletionGracePeriodSeconds! int64, 11 labels map:string,
  12 annotations map:string, 13 ownerReferences~merge/uid []OwnerReference, 14 finalizers~merge []string,
  17 managedFields []ManagedFieldsEntry
meta.v1.OwnerReference: 5 apiVersion! string, 1 kind! string, 3 name! string, 4 uid! string, 6 controller! bool,
  7 blockOwnerDeletion! bool
meta.v1.Preconditions: 1 uid! string, 2 resourceVersion! string
networking.v1.HTTPIngressPath: 1 path string, 3 pathType! string, 2 backend IngressBackend
networking.v1.HTTPIngressRuleValue: 1 paths []HTTPIngressPath
networking.v1.IPBlock: 1 cidr! string, 2 except []string
networking.v1.Ingress: 1 metadata meta.v1.ObjectMeta, 2 spec IngressSpec, 3 status IngressStatus
networking.v1.IngressBackend: 4 service IngressServiceBackend, 3 resource core.v1.TypedLocalObjectReference
networking.v1.IngressClass: 1 metadata meta.v1.ObjectMeta, 2 spec IngressClassSpec
networking.v1.IngressClassParametersReference: 1 aPIGroup! string, 2 kind! string, 3 name! string, 4 scope! string, 5 namespace! string
networking.v1.IngressClassSpec: 1 controller string, 2 parameters IngressClassParametersReference
networking.v1.IngressLoadBalancerIngress: 1 ip string, 2 hostname string, 4 ports []IngressPortStatus
networking.v1.IngressLoadBalancerStatus: 1 ingress []IngressLoadBalancerIngress
networking.v1.IngressPortStatus: 1 port! int32, 2 protocol! string, 3 error! string
networking.v1.IngressRule: 1 host string, 2 ingressRuleValue^ IngressRuleValue
networking.v1.IngressRuleValue: 1 http HTTPIngressRuleValue
networking.v1.IngressServiceBackend: 1 name! string, 2 port ServiceBackendPort
networking.v1.IngressSpec: 4 ingressClassName! string, 1 defaultBackend IngressBackend, 2 tls []IngressTLS, 3 rules []IngressRule
networking.v1.IngressStatus: 1 loadBalancer IngressLoadBalancerStatus
networking.v1.IngressTLS: 1 hosts []string, 2 secretName string
networking.v1.NetworkPolicy: 1 metadata meta.v1.ObjectMeta, 2 spec NetworkPolicySpec
networking.v1.NetworkPolicyEgressRule: 1 ports []NetworkPolicyPort, 2 to []NetworkPolicyPeer
networking.v1.NetworkPolicyIngressRule: 1 ports []NetworkPolicyPort, 2 from []NetworkPolicyPeer
networking.v1.NetworkPolicyPeer: 1 podSelector meta.v1.LabelSelector, 2 namespaceSelector meta.v1.LabelSelector, 3 ipBlock IPBlock
networking.v1.NetworkPolicyPort: 1 protocol! string, 2 port intOrString, 3 endPort! int32
networking.v1.NetworkPolicySpec: 1 podSelector meta.v1.LabelSelector, 2 ingress []NetworkPolicyIngressRule,
  3 egress []NetworkPolicyEgressRule, 4 policyTypes []string
networking.v1.ServiceBackendPort: 1 name string, 2 number int32
policy.v1.PodDisruptionBudget: 1 metadata meta.v1.ObjectMeta, 2 spec PodDisruptionBudgetSpec, 3 status PodDisruptionBudgetStatus
policy.v1.PodDisruptionBudgetSpec: 1 minAvailable intOrString, 2 selector~replace meta.v1.LabelSelector, 3 maxUnavailable intOrString,
  4 unhealthyPodEvictionPolicy! string
policy.v1.PodDisruptionBudgetStatus: 1 observedGeneration int64, 2 disruptedPods map:time, 3 disruptionsAllowed! int32,
  4 currentHealthy! int32, 5 desiredHealthy! int32, 6 expectedPods! int32, 7 conditions~merge/type []meta.v1.Condition
rbac.v1.AggregationRule: 1 clusterRoleSelectors []meta.v1.LabelSelector
rbac.v1.ClusterRole: 1 metadata meta.v1.ObjectMeta, 2 rules []PolicyRule, 3 aggregationRule AggregationRule
rbac.v1.ClusterRoleBinding: 1 metadata meta.v1.ObjectMeta, 2 subjects []Subject, 3 roleRef RoleRef
rbac.v1.PolicyRule: 1 verbs []string, 2 apiGroups []string, 3 resources []string, 4 resourceNames []string, 5 nonResourceURLs []string
rbac.v1.Role: 1 metadata meta.v1.ObjectMeta, 2 rules []PolicyRule
rbac.v1.RoleBinding: 1 metadata meta.v1.ObjectMeta, 2 subjects []Subject, 3 roleRef RoleRef
rbac.v1.RoleRef: 1 apiGroup! string, 2 kind! string, 3 name! string
rbac.v1.Subject: 1 kind! string, 2 apiGroup string, 3 name! string, 4 namespace string
scheduling.v1.PriorityClass: 1 metadata meta.v1.ObjectMeta, 2 value! int32, 3 globalDefault bool, 4 description string,
  5 preemptionPolicy! string
storage.v1.StorageClass: 1 metadata meta.v1.ObjectMeta, 2 provisioner! string, 3 parameters map:string, 4 reclaimPolicy! string,
  5 mountOptions []string, 6 allowVolumeExpansion! bool, 7 volumeBindingMode! string, 8 allowedTopologies []core.v1.TopologySelectorTerm
`;
