using Bss2.Nodes.Commands;
using Bss2.Trainer.Experiments;

return await new CommandLineProgram(BuiltInExperiments.All, Terminal.OfProcess()).RunAsync(args);
