// What is logged meanwhile: standard error, as text.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

#include "gateway/base/log.hpp"

namespace gatewarden::test {

template <class Act>
std::string logged(Act act) {
  std::FILE* const file = std::tmpfile();
  log::forget_unsaid();
  std::fflush(stderr);
  const int standard_error = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file), STDERR_FILENO);
  act();
  std::fflush(stderr);
  ::dup2(standard_error, STDERR_FILENO);
  ::close(standard_error);
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

}  // namespace gatewarden::test
