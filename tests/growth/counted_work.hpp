// The work of this program's thread, counted and not timed: the same on every machine and under any load.
#pragma once

#include <cstdint>

namespace gatewarden::test {

// So far: the steps of what is compiled with -fsanitize-coverage=trace-pc, one for each branch taken, and the bytes that
// memory functions were given and that were allocated, also within libraries.
std::uint64_t counted_work();

}  // namespace gatewarden::test
