// What a test needs and this machine lacks. A test says so and returns; a fixture throws Lacking. These words
// make ctest (tests/CMakeLists.txt) count it as skipped, not failed.
#pragma once

#include <pty.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace gatewarden::test {

inline std::string words_of_lacking(const std::string& what) { return "SKIPPED for want of " + what; }

struct Lacking : std::runtime_error {
  explicit Lacking(const std::string& what) : std::runtime_error(words_of_lacking(what)) {}
};

// Before any section, so that no part of the test is hidden: if (...) return say_lacking("...");
inline void say_lacking(const std::string& what) { WARN(words_of_lacking(what)); }

inline bool lacks_pseudo_terminals() {
  int near = -1, far = -1;
  if (openpty(&near, &far, nullptr, nullptr, nullptr) != 0) {
    say_lacking(std::string("a pseudo-terminal: ") + std::strerror(errno));
    return true;
  }
  close(near);
  close(far);
  return false;
}

}  // namespace gatewarden::test
