// The reports inside the JSON records that wire/report_record.hpp writes: lines of a report file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

struct ReadRecord {
  std::string thing, gateway;
  std::string_view report;  // its bytes as they were sent; lives as long as the text
};

// One for each line that is not empty; none if one of them is no record.
std::vector<ReadRecord> read_records(std::string_view text);

}  // namespace gatewarden
