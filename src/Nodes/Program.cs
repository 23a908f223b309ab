using Bss2.Nodes.Commands;

return await new CommandLineProgram([], Terminal.OfProcess()).RunAsync(args);
