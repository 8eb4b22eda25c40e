// A report's spelling. The format is the topic's last segment; long and short key names mean the same to the
// service (developer guide, "Device metrics document specification").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatewarden {

enum class Format : std::uint8_t { json, cbor };
enum class KeyNames : std::uint8_t { long_names, short_names };

constexpr std::string_view to_string(Format format) { return format == Format::json ? "json" : "cbor"; }
constexpr std::optional<Format> parse_format(std::string_view text) {
  if (text == "json") return Format::json;
  if (text == "cbor") return Format::cbor;
  return std::nullopt;
}

}  // namespace gatewarden
