// The usual slips in one line of YAML, each with what it was meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gatewarden::config {

struct Slip {
  std::string_view rule;                    // what must hold
  std::string (*mend)(const std::string&);  // the line without the slip; the line itself if it has none
};

std::span<const Slip> slips();

}  // namespace gatewarden::config
