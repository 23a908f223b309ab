using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;

namespace Bss2.Chip.Blocks;

/// <summary>Addresses of the parts of one chip among which spikes, frames and codes travel; null where a part is not in use.</summary>
internal sealed record ChipWiring(ActorRef Crossbar, ActorRef?[] Quadrants, ActorRef?[] Cadcs, ActorRef? Madc, ActorRef[] Populations, FrameBuffers Frames, ProductBuffers Products);
