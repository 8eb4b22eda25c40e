// How often this test program has asked for memory so far: read before and after. Whoever links `allocations`
// has operator new replaced in all its forms.
#pragma once

#include <cstddef>

namespace gatewarden::test {

std::size_t allocations();

}  // namespace gatewarden::test
