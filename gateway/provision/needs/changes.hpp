// What changes for AWS from one state of a fleet to another, and which changes it takes for other devices than before.
#pragma once

#include <string>
#include <vector>

#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"

namespace gatewarden::provision {

struct Changes {
  static constexpr std::size_t kMaxNames = 10;  // of one kind; the rest is counted

  std::vector<std::string> changed;   // a sentence each
  std::vector<std::string> warnings;  // what has a price: a second identity, a type that cannot change
};

struct State {
  const Needs& needs;
  const Request& request;
};
Changes changes(const State& before, const State& now);

std::string to_text(const Changes& changes);

}  // namespace gatewarden::provision
