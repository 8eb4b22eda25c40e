// The files of a plan.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

struct Document {
  std::string part;  // as --print calls it: "policy"; several documents may be of one part
  std::string file;  // its name in the folder
  std::string text;
  bool executable = false;
};

inline constexpr std::string_view kManifestFile = "provision.json";

// In the order in which they are read; the overview first, the manifest last.
std::vector<Document> documents(const Plan& plan);
// Every part that any fleet may have.
std::vector<std::string> parts();

}  // namespace gatewarden::provision
