// What decides on delivery before the report is read: its thing's name and its size.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/judge/finding_log.hpp"

namespace gatewarden {

void judge_thing_name(std::string_view name, FindingLog& findings);
void judge_size(std::size_t bytes, FindingLog& findings);

}  // namespace gatewarden
