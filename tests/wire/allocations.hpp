// How often this test program has allocated so far; read before and after.
#pragma once

#include <cstddef>

namespace gatewarden::test {

std::size_t allocations();

}  // namespace gatewarden::test
