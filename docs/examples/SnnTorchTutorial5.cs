using Bss2.Trainer.Data;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Examples;

/// <summary>snnTorch's tutorial 5: 784-1000-10 leaky neurons, 25 steps, Adam, with its prints. On MNIST: <c>Mnist.Load(folder).TrainCurrents</c>; whole and with a report: <c>bss2 train mnist-leaky</c>.</summary>
internal static class SnnTorchTutorial5
{
    public static void Run(TextWriter output, Dataset train, int iterations)
    {
        const int BatchSize = 128;
        var net = new LeakyClassifier(new LeakyClassifierOptions { Sources = train.FeatureCount, Beta = 0.95 }, seed: 1);   // Net()
        var optimizer = new Adam(net.Parameters, learningRate: 5e-4);
        var (gradients, workspace) = (new GradientBuffer(net.Parameters), net.CreateWorkspace());
        var (data, targets) = (new float[BatchSize * train.FeatureCount], new int[BatchSize]);

        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var order = Shuffling.Permutation(seed: 1, epoch: 0, train.Count);                       // DataLoader(shuffle=True)
            for (var k = 0; k < BatchSize; k++)
            {
                var sample = order[((iteration * BatchSize) + k) % train.Count];
                train.Read(sample, data.AsSpan(k * train.FeatureCount, train.FeatureCount));
                targets[k] = train.Labels[sample];
            }

            var before = net.Run(workspace, data, targets, BatchSize, gradients);                    // forward, loss over all steps, backward
            optimizer.Step(gradients);                                                               // optimizer.step()
            net.Pack();                                                                              // weights into the kernels' layout
            if (iteration % 50 == 0 || iteration == iterations - 1)
            {
                var after = net.Run(workspace, data, targets, BatchSize, null);
                output.WriteLine($"Training loss: {before.Loss / BatchSize:0.000}, after {after.Loss / BatchSize:0.000}");
                output.WriteLine($"Train set accuracy for a single minibatch: {100.0 * before.Correct / BatchSize:0.00}%, after {100.0 * after.Correct / BatchSize:0.00}%");
            }
        }
    }
}
