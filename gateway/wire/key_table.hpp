// The Device Defender document in one table: every key, long and short, with its place, value, need and source.
// Encoders, decoder, JSON Schema and CDDL walk over it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/wire/format.hpp"
#include "gateway/wire/sources.hpp"

namespace gatewarden {

// Objects of the document. `metrics.listening_tcp_ports` and `..._udp_ports` are both a ports_group.
enum class ReportPart : std::uint8_t {
  report,
  header,
  metrics,
  ports_group,
  port,
  network_stats,
  tcp_connections,
  established_connections,
  connection,
  custom_value,
};
inline constexpr std::size_t kReportParts = 10;

enum class ReportKey : std::uint8_t {
  header,
  metrics,
  custom_metrics,
  report_id,
  version,
  tcp_connections,
  listening_tcp_ports,
  listening_udp_ports,
  network_stats,
  ports,
  total,
  port,
  interface,
  bytes_in,
  bytes_out,
  packets_in,
  packets_out,
  established_connections,
  connections,
  remote_addr,
  local_port,
  local_interface,
  number,
  number_list,
  string_list,
  ip_list,
};
inline constexpr std::size_t kReportKeys = 26;

enum class Shape : std::uint8_t {
  part,           // the object named in `holds`
  parts,          // a list of them
  named_metrics,  // custom metric name -> list of exactly one custom_value
  report_id,      // integer, 1 .. 2^53-1
  version,        // "Major.Minor"
  count,          // whole number, 0 .. 2^53-1
  port,           // 1 .. 65535
  local_port,     // 0 .. 65535
  text,
  remote_address,  // "ip:port", IPv6 in brackets
  number,          // at most 15 digits
  number_list,
  string_list,  // of letters, digits and : _ / . -
  ip_list,      // plain IPv4 or IPv6
};

enum class Need : std::uint8_t {
  required,
  optional,
  one_or_more,  // of the keys of this part with this need
  exactly_one,  // likewise
};

struct KeyRow {
  ReportPart in;
  ReportKey key;
  std::string_view long_name;
  std::string_view short_name;  // equal to the long one if there is no short form
  Need need;
  Shape shape;
  ReportPart holds;  // for part, parts and named_metrics
  std::string_view meaning;
  std::string_view source;

  constexpr std::string_view name(KeyNames names) const {
    return names == KeyNames::long_names ? long_name : short_name;
  }
};

std::span<const KeyRow> key_table();
// Contiguous in the table.
std::span<const KeyRow> rows_in(ReportPart part);
// By long or short name; null for an unknown key.
const KeyRow* find_key(ReportPart part, std::string_view name);
// In the generated schemas: "report", "ports_group".
std::string_view part_name(ReportPart part);
// The constraint in words: "a whole number from 0 to 2^53-1".
std::string_view rule_of(Shape shape);

// A key ready to append: JSON with comma and colon (`,"bytes_in":`), CBOR with its head.
class KeySpelling {
 public:
  constexpr KeySpelling() = default;
  constexpr explicit KeySpelling(std::string_view name) {
    append(json_, json_size_, ",\"");
    append(json_, json_size_, name);
    append(json_, json_size_, "\":");
    cbor_[cbor_size_++] = static_cast<char>(0x60 + name.size());  // text of fewer than 24 bytes
    append(cbor_, cbor_size_, name);
  }
  constexpr std::string_view json() const { return {json_.data(), json_size_}; }
  constexpr std::string_view cbor() const { return {cbor_.data(), cbor_size_}; }

 private:
  using Text = std::array<char, 28>;
  static constexpr void append(Text& text, std::uint8_t& size, std::string_view more) {
    for (const char c : more) text[size++] = c;
  }
  Text json_{};
  Text cbor_{};
  std::uint8_t json_size_ = 0;
  std::uint8_t cbor_size_ = 0;
};
using KeySpellings = std::array<KeySpelling, kReportKeys>;

const KeySpellings& key_spellings(KeyNames names);

}  // namespace gatewarden
