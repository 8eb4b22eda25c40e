// Makes a closed report short enough to be sent: its lists are shortened, their totals stay true.
#pragma once

#include <cstddef>
#include <random>
#include <string>

#include "gateway/report/report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// `bytes`: the report, encoded and longer than `most`; replaced by what fits. At most ten encodings. False, and
// nothing is changed, if the report is too long without any list.
bool fit_report(Report& report, Format format, KeyNames keys, std::size_t most, std::mt19937_64& random,
                std::string& bytes);

}  // namespace gatewarden
