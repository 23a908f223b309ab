namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Each rule notices what it is for: a manifest that is right is made wrong in one place, and that is told.</summary>
public sealed class WrongManifestTests
{
    private const string Local = "deploy/kubernetes/overlays/local";
    private const string Production = "deploy/kubernetes/overlays/production";

    /// <summary>Where, what is patched there, and what has to be told.</summary>
    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { Local, "Deployment/bss2-node", "spec: {selector: {matchLabels: {app.kubernetes.io/component: nod}}}", "Deployment/bss2-node: its selector {\"matchLabels\":{\"app.kubernetes.io/part-of\":\"bss2\",\"app.kubernetes.io/component\":\"nod\"}} does not match" },
        { Local, "Deployment/bss2-node", "spec: {selector: {matchLabels: {app.kubernetes.io/component: null}}}", "Deployment/bss2-node: its selector matches the pods of Deployment/bss2-trainer too." },
        { Local, "Deployment/bss2-trainer", "spec: {template: {spec: {topologySpreadConstraints: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app.kubernetes.io/component: node}}}]}}}", "the spread over kubernetes.io/hostname counts other pods" },
        { Local, "Service/bss2-broker", "spec: {ports: [{port: 5672, targetPort: amqps}]}", "Service/bss2-broker: the pods of StatefulSet/bss2-broker have no port amqps." },
        { Local, "PodDisruptionBudget/bss2-trainer", "spec: {selector: {matchLabels: {app.kubernetes.io/component: trainers}}}", "PodDisruptionBudget/bss2-trainer: its selector" },
        { Local, "NetworkPolicy/names", "spec: {podSelector: {matchLabels: {app: x}}}", "NetworkPolicy/names: podSelector" },
        { Local, "NetworkPolicy/names", "spec: {egress: null}", "Deployment/bss2-node: the network policies do not let it look names up." },
        { Local, "NetworkPolicy/clients", "spec: {egress: [{to: [{podSelector: {matchLabels: {app.kubernetes.io/name: bss2-broker}}}], ports: [{port: 5671}]}]}", "do not let it speak to the pods of StatefulSet/bss2-broker on port 5672" },
        { Local, "ConfigMap/bss2-cluster", "metadata: {name: bss2-clusters}", "Deployment/bss2-node: there is no ConfigMap bss2-cluster." },
        { Local, "ConfigMap/bss2-cluster", "data: {uri: 'amqp://bss2-broker.elsewhere.svc:5672'}", "there is no Service of that name, namespace and port" },
        { Local, "ConfigMap/bss2-cluster", "data: {uri: 'amqps://bss2-broker.bss2.svc:5672'}", "port 5671 is for amqps, 5672 for amqp" },
        { Local, "ConfigMap/bss2-cluster", "data: {uri: 'amqp://me:secret@bss2-broker.bss2.svc:5672'}", "ConfigMap/bss2-cluster: data.uri has credentials" },
        { Local, "ConfigMap/bss2-broker", "data: {user.conf: 'default_pass = guest'}", "ConfigMap/bss2-broker: data.user.conf has credentials" },
        { Local, "PersistentVolumeClaim/bss2-runs", "metadata: {name: runs}", "Deployment/bss2-trainer: there is no PersistentVolumeClaim bss2-runs." },
        { Local, "ServiceAccount/bss2", "metadata: {name: bss}", "Deployment/bss2-node: there is no ServiceAccount bss2." },
        { Local, "ServiceAccount/bss2", "{kind: Secret, data: {password: c2VjcmV0}}", "Secret/bss2 holds a secret in clear" },
        { Local, "Deployment/bss2-node", Container("env: [{name: BSS2_BROKER_PASSWORD, value: secret, valueFrom: null}]"), "BSS2_BROKER_PASSWORD has its value in clear" },
        { Local, "Deployment/bss2-node", Container("env: [{name: BSS2_BROKER_USER, valueFrom: {secretKeyRef: {key: user}}}]"), "the Secret bss2-broker-default-user has no key user" },
        { Local, "Deployment/bss2-node", Container("env: [{name: BSS2_BROKER_USER, valueFrom: {secretKeyRef: {name: broker}}}]"), "nobody makes the Secret broker" },
        { Local, "Deployment/bss2-node", Container("env: [{name: BSS2_CLUSTER_URI, value: x}]"), "bss2 knows no BSS2_CLUSTER_URI" },
        { Local, "Deployment/bss2-node", Container("env: [{name: BSS2_HTTP_PORT, value: '8081'}]"), "BSS2_HTTP_PORT is 8081" },
        { Local, "Deployment/bss2-node", Container("livenessProbe: {httpGet: {port: web}}"), "livenessProbe asks the port web" },
        { Local, "Deployment/bss2-node", Container("livenessProbe: {httpGet: {path: /health/ready}}"), "its livenessProbe asks /health/ready" },
        { Local, "Deployment/bss2-node", Container("volumeMounts: [{mountPath: /data, name: data}]"), "/data wants the volume data" },
        { Local, "Deployment/bss2-node", Container("volumeMounts: null"), "nothing mounts the volume tmp" },
        { Local, "Deployment/bss2-node", Container("resources: {limits: {memory: null}}"), "it has no request or no limit of memory" },
        { Local, "Deployment/bss2-node", Container("image: bss2:latest"), "the image bss2:latest has no version" },
        { Local, "Deployment/bss2-node", Container("securityContext: {readOnlyRootFilesystem: false}"), "its root file system is writable" },
        { Local, "Deployment/bss2-node", Container("securityContext: {capabilities: {add: [NET_ADMIN]}}"), "it keeps capabilities" },
        { Local, "Deployment/bss2-node", "spec: {template: {spec: {securityContext: {runAsUser: 0}}}}", "it may run as root" },
        { Local, "Deployment/bss2-node", "spec: {template: {spec: {terminationGracePeriodSeconds: 30}}}", "it is killed after 30 s" },
        { Local, "Deployment/bss2-node", "spec: {template: {spec: {containers: null, contianers: []}}}", "it has no containers" },
        { Production, "RabbitmqCluster/bss2-broker", "spec: {tls: {disableNonTLSListeners: true, secretName: null}}", "there is no Service of that name, namespace and port" },
        { Production, "RabbitmqCluster/bss2-broker", "spec: {tls: {caSecretName: authority}}", "RabbitmqCluster/bss2-broker: nobody makes the Secret authority" },
        { Production, "RabbitmqCluster/bss2-broker", "metadata: {name: rabbit}", "PodDisruptionBudget/bss2-broker: its selector" },
        { Production, "Deployment/bss2-node", Container("env: [{name: BSS2_BROKER_CA, value: /etc/ca.crt}]"), "BSS2_BROKER_CA is no file of a mounted Secret" },
        { Production, "Deployment/bss2-trainer", "spec: {template: {spec: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app.kubernetes.io/component: node}}}]}}}}}", "keeps its pods from others, not from each other" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told(string folder, string id, string patch, string told)
    {
        Assert.Contains(FaultsOf(folder, id, patch), f => f.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_told_of_what_is_right() => Assert.Empty(FaultsOf(Local, "Deployment/bss2-node", "{}"));

    private static IReadOnlyList<string> FaultsOf(string folder, string id, string patch)
    {
        var own = Kustomization.Render(DeployFiles.Of(folder));
        var manifest = own.Single(m => m.Id() == id);
        StrategicMerge.Apply(manifest, Yaml.Document(patch), named: !OperatorCluster.Is(manifest));
        return ManifestRules.Faults(new Manifests(own, [], HandMadeSecrets.Of(DeployFiles.Text("deploy/README.md"))));
    }

    private static string Container(string patch) => $"spec: {{template: {{spec: {{containers: [{{name: bss2, {patch}}}]}}}}}}";
}
