// What this test program allocates. Linking `allocations` replaces operator new in all its forms.
#pragma once

#include <cstddef>

namespace gatewarden::test {

std::size_t allocations();      // so far
std::size_t allocated_bytes();  // by all of them, given back or not

// The most memory from operator new that was in use at a time while it lives, beside what was before. One at a time.
class PeakBytes {
 public:
  PeakBytes();
  std::size_t grown() const;

 private:
  std::size_t before_;
};

}  // namespace gatewarden::test
