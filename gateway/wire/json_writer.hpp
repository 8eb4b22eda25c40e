// Writes JSON into a string, replacing its content. Sizes are ignored: CBOR needs them
// (cbor_writer.hpp), and one walk writes both.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/wire/appender.hpp"
#include "gateway/wire/key_table.hpp"
#include "gateway/wire/wire_number.hpp"

namespace gatewarden {

class JsonWriter {
 public:
  JsonWriter(std::string& out, KeyNames names) : out_(out), keys_(key_spellings(names)) {}

  void open_object(std::size_t) { open('{'); }
  void close_object() { out_.append('}'); }
  void open_list(std::size_t) { open('['); }
  void close_list() { out_.append(']'); }

  void key(ReportKey key) {
    std::string_view spelled = keys_[static_cast<std::size_t>(key)].json();
    if (out_.back() == '{') spelled.remove_prefix(1);  // no comma before the first
    out_.append(spelled);
  }
  void key(std::string_view name) {
    comma();
    quoted(name);
    out_.append(':');
  }
  void natural(std::uint64_t value) { integer(value); }
  void number(Number value) {
    const WireNumber number(value);
    if (number.whole()) return integer(number.integer());
    comma();
    out_.append(number.text());
  }
  void text(std::string_view text) {
    comma();
    quoted(text);
  }

 private:
  void open(char bracket) {
    comma();
    out_.append(bracket);
  }
  // Before a value or key, unless it is the first.
  void comma() {
    if (out_.empty()) return;
    const char last = out_.back();
    if (last != '{' && last != '[' && last != ':') out_.append(',');
  }
  template <class Integer>
  void integer(Integer value) {
    comma();
    constexpr std::size_t kMaxDigits = 20;  // of 64 bits
    char* const digits = out_.room(kMaxDigits);
    out_.taken(std::to_chars(digits, digits + kMaxDigits, value).ptr);
  }
  void quoted(std::string_view text);

  Appender out_;
  const KeySpellings& keys_;
};

}  // namespace gatewarden
