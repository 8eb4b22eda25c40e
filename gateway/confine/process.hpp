// What a process that holds keys and passwords does without, from its first instruction on.
#pragma once

namespace gatewarden::confine {

// No core file, no core to a collector, and no other process of the same user looks into this one: memory holds keys
// and passwords. Only root still can.
void keep_memory_private();
// Nothing that this process starts gets rights it has not itself (set-user-ID programs, file capabilities).
void forbid_new_privileges();

}  // namespace gatewarden::confine
