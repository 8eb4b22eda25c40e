#include "tests/local_mqtt/allocations.hpp"

#include <cstdlib>
#include <new>

namespace {

std::size_t count = 0;

void* take(std::size_t size) noexcept {
  ++count;
  return std::malloc(size > 0 ? size : 1);
}
void* take_or_throw(std::size_t size) {
  if (void* memory = take(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// All forms, or a sanitizer sees memory of one allocator go back to another.
void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace gatewarden::local_mqtt::test {

std::size_t allocations() { return count; }

}  // namespace gatewarden::local_mqtt::test
