#include "gateway/base/text/aws_region.hpp"

#include <algorithm>
#include <vector>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden {
namespace {

std::vector<std::string_view> parts_of(std::string_view region) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = region.find('-');
    parts.push_back(region.substr(0, end));
    if (end == std::string_view::npos) return parts;
    region.remove_prefix(end + 1);
  }
}

bool letters(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::string_view region_of_endpoint(std::string_view endpoint) {
  constexpr std::string_view kBefore = ".iot.", kAfter = ".amazonaws.com";
  const std::size_t begin = endpoint.find(kBefore);
  const std::size_t end = endpoint.find(kAfter);
  if (begin == std::string_view::npos || end == std::string_view::npos || begin + kBefore.size() >= end)
    return {};
  return endpoint.substr(begin + kBefore.size(), end - begin - kBefore.size());
}

// eu-central-1: two letters, words, a number.
std::string_view partition_of_region(std::string_view region) {
  const auto parts = parts_of(region);
  if (parts.size() < 3 || parts.front().size() != 2 || !digits(parts.back())) return "";
  if (!std::all_of(parts.begin(), parts.end() - 1, letters) || parts[1].starts_with("iso")) return "";
  if (parts.front() == "cn") return "aws-cn";
  return parts[1] == "gov" ? "aws-us-gov" : "aws";
}

}  // namespace gatewarden
