// What the keys alone do not tell: CSV, included files, variables; metrics by their names, aggregates.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

struct Topic {
  std::string name;  // "csv"
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<std::string> example;     // its lines
  std::vector<std::string> words = {};  // that it explains, too: "delta"
};

std::vector<Topic> topics(ProtocolList protocols);

}  // namespace gatewarden::config
