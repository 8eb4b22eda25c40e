// Writes CBOR (RFC 8949) into a string, replacing its content: definite lengths, shortest integers, 64-bit
// floats, no tags. Sizes come first; objects and lists have no end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/wire/appender.hpp"
#include "gateway/wire/key_table.hpp"
#include "gateway/wire/wire_number.hpp"

namespace gatewarden {

class CborWriter {
 public:
  CborWriter(std::string& out, KeyNames names) : out_(out), keys_(key_spellings(names)) {}

  void open_object(std::size_t members);
  void close_object() {}
  void open_list(std::size_t members);
  void close_list() {}

  void key(ReportKey key) { out_.append(keys_[static_cast<std::size_t>(key)].cbor()); }
  void key(std::string_view name) { text(name); }
  void natural(std::uint64_t value);
  void number(Number value);
  void text(std::string_view text);

 private:
  Appender out_;
  const KeySpellings& keys_;
};

}  // namespace gatewarden
