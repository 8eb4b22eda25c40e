// Stands in the way of the C library's memory functions, which libraries call as well: one call may look through a
// megabyte. Compiled so that the loops here do not become calls of themselves.
#include "tests/growth/counted_work.hpp"

#include <cstddef>

#include "tests/support/allocations.hpp"

namespace {

thread_local std::uint64_t steps = 0;

}  // namespace

extern "C" {

// Called by the compiler's own hand (GCC manual, "Program Instrumentation Options").
void __sanitizer_cov_trace_pc() { ++steps; }  // NOLINT(bugprone-reserved-identifier)

void* memchr(const void* where, int wanted, std::size_t size) {
  const auto* const bytes = static_cast<const unsigned char*>(where);
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] != static_cast<unsigned char>(wanted)) continue;
    steps += i;
    return const_cast<unsigned char*>(bytes + i);
  }
  steps += size;
  return nullptr;
}

int memcmp(const void* one, const void* other, std::size_t size) {
  const auto* const a = static_cast<const unsigned char*>(one);
  const auto* const b = static_cast<const unsigned char*>(other);
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] == b[i]) continue;
    steps += i;
    return a[i] < b[i] ? -1 : 1;
  }
  steps += size;
  return 0;
}

void* memmove(void* to, const void* from, std::size_t size) {
  auto* const a = static_cast<unsigned char*>(to);
  const auto* const b = static_cast<const unsigned char*>(from);
  for (std::size_t i = 0; i < size && a < b; ++i) a[i] = b[i];
  for (std::size_t i = size; i > 0 && a > b; --i) a[i - 1] = b[i - 1];
  steps += size;
  return to;
}

void* memcpy(void* to, const void* from, std::size_t size) { return memmove(to, from, size); }

}  // extern "C"

namespace gatewarden::test {

std::uint64_t counted_work() { return steps + allocated_bytes(); }

}  // namespace gatewarden::test
