// A separate file: beside its caller, g++ 12 takes a replaced new and its delete for mismatched.
#include "tests/support/allocations.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

// Of all threads.
std::atomic<std::size_t> count{0}, taken{0};
std::atomic<std::size_t> in_use{0}, peak{0};

void* take(std::size_t size) noexcept {
  count.fetch_add(1, std::memory_order_relaxed);
  taken.fetch_add(size, std::memory_order_relaxed);
  void* const memory = std::malloc(size > 0 ? size : 1);
  const std::size_t bytes = ::malloc_usable_size(memory);
  const std::size_t now = in_use.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (now > peak.load(std::memory_order_relaxed)) peak.store(now, std::memory_order_relaxed);
  return memory;
}
void give_back(void* memory) noexcept {
  in_use.fetch_sub(::malloc_usable_size(memory), std::memory_order_relaxed);
  std::free(memory);
}
void* take_or_throw(std::size_t size) {
  if (void* memory = take(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// All forms: otherwise a sanitizer sees memory go to the wrong allocator.
void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { give_back(memory); }

namespace gatewarden::test {

std::size_t allocations() { return count; }
std::size_t allocated_bytes() { return taken; }

PeakBytes::PeakBytes() : before_(in_use) { peak = before_; }
std::size_t PeakBytes::grown() const { return peak - std::min<std::size_t>(before_, peak); }

}  // namespace gatewarden::test
