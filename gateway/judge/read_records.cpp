#include "gateway/judge/read_records.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "gateway/base/text/json_text.hpp"

namespace gatewarden {
namespace {

constexpr std::string_view kReport = "\"report\":";  // the last member; its quotes stand in no text unescaped

std::optional<ReadRecord> read_record(std::string_view line) {
  const std::size_t at = line.find(kReport);
  if (at == std::string_view::npos || !line.starts_with('{') || !line.ends_with('}')) return std::nullopt;
  const auto record = parse_json(line);
  if (!record.is_object() || record.size() != 4 || !record.contains("report") || !record.contains("at"))
    return std::nullopt;
  const std::string_view report = line.substr(at + kReport.size(), line.size() - at - kReport.size() - 1);
  ReadRecord read{text_member(record, "thing"), text_member(record, "gateway"), report};
  return read.thing.empty() || read.gateway.empty() ? std::nullopt : std::optional(std::move(read));
}

}  // namespace

std::vector<ReadRecord> read_records(std::string_view text) {
  std::vector<ReadRecord> all;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    start = end + 1;
    if (line.empty()) continue;
    auto record = read_record(line);
    if (!record) return {};
    all.push_back(std::move(*record));
  }
  return all;
}

}  // namespace gatewarden
