// Topics of the user's own, for copies of reports: a pattern with {thing} and {gateway}.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// A copy of every report, over the uplink's connection.
struct Mirror {
  std::string topic;  // a pattern
  Format format = Format::json;
  KeyNames keys = KeyNames::long_names;
  bool record = true;  // thing, gateway and time around the report (report_record.hpp); false: it alone
  friend bool operator==(const Mirror&, const Mirror&) = default;
};

// The topic of one thing's copies. An error says what a broker would refuse: wildcards, an empty or too long
// topic, too many slashes, a reserved topic other than Basic Ingest's ($aws/rules/<rule>/..., whose prefix
// counts neither for the length nor for the slashes; Core quotas). An unknown placeholder is an error too.
Result<std::string> fill_topic(std::string_view pattern, std::string_view thing, std::string_view gateway);

}  // namespace gatewarden
