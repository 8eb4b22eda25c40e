// How often this program has asked for memory: operator new in all its forms is replaced (allocations.cpp).
#pragma once

#include <cstddef>

namespace gatewarden::local_mqtt::test {

std::size_t allocations();

}  // namespace gatewarden::local_mqtt::test
