// What a fleet asked AWS to know when it was provisioned, kept beside the documents: the past that --diff compares with.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/provision/needs/needs.hpp"
#include "gateway/provision/needs/request.hpp"

namespace gatewarden::provision {

inline constexpr std::size_t kMaxManifestBytes = 64'000'000;  // a hundred thousand children take 10 MB

struct Manifest {
  Needs needs;
  Request request;
  std::vector<std::string> files;  // beside it
};

nlohmann::ordered_json to_json(const Manifest& manifest);
// The error says what is not understood; unknown members are passed over.
Result<Manifest> read_manifest(std::string_view text);

}  // namespace gatewarden::provision
