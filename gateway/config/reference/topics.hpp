// What the keys alone do not tell of the files of a fleet: CSV, included files, variables.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

struct Topic {
  std::string name;  // "csv"
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<std::string> example;  // its lines
};

std::vector<Topic> topics(ProtocolList protocols);

}  // namespace gatewarden::config
