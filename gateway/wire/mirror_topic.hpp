// The user's topics for copies of reports: a pattern with {thing} and {gateway}.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// A copy of every report, on the uplink's connection.
struct Mirror {
  std::string topic;  // a pattern
  Format format = Format::json;
  KeyNames keys = KeyNames::long_names;
  bool record = true;  // with thing, gateway and time (report_record.hpp); false: the report alone
  friend bool operator==(const Mirror&, const Mirror&) = default;
};

// The topic of one thing's copies. Errors: what a broker would refuse (wildcards, an empty or too long topic,
// too many slashes, a reserved topic other than Basic Ingest's: $aws/rules/<rule>/..., whose prefix counts
// neither for length nor slashes; Core quotas), and an unknown placeholder.
Result<std::string> fill_topic(std::string_view pattern, std::string_view thing, std::string_view gateway);

}  // namespace gatewarden
