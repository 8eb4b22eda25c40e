// Allocations of this test program so far. Linking `allocations` replaces operator new in all its forms.
#pragma once

#include <cstddef>

namespace gatewarden::test {

std::size_t allocations();

}  // namespace gatewarden::test
