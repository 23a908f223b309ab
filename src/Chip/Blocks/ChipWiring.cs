using Bss2.Actors.Runtime;

namespace Bss2.Chip.Blocks;

/// <summary>Addresses of the parts of one chip; null where a part is not in use.</summary>
internal sealed record ChipWiring(ActorRef Chip, ActorRef Crossbar, ActorRef?[] Quadrants, ActorRef?[] Cadcs, ActorRef[] Populations, FrameBuffers Frames);
