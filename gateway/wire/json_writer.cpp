#include "gateway/wire/json_writer.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden {
namespace {

// A table, because every character of every name is looked up.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (int c = 0x20; c < 0x7f; ++c) plain[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return plain;
}();
bool plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

void append_escaped(Appender& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out.append('\\');
    return out.append(c);
  }
  out.append("\\u00");
  out.append(kHex[(static_cast<unsigned char>(c) >> 4) & 0xf]);
  out.append(kHex[static_cast<unsigned char>(c) & 0xf]);
}

}  // namespace

// Bytes that are not UTF-8 become U+FFFD, so the report stays readable.
void JsonWriter::quoted(std::string_view text) {
  out_.append('"');
  std::size_t at = 0;
  char* to = out_.room(text.size());
  while (at < text.size() && plain(text[at])) *to++ = text[at++];
  out_.taken(to);
  while (at < text.size()) {
    const std::size_t length = utf8_character(text, at);
    if (length > 1 || plain(text[at])) {
      out_.append(text.substr(at, length));
    } else if (length == 1) {
      append_escaped(out_, text[at]);
    } else {
      out_.append("\xEF\xBF\xBD");
    }
    at += std::max<std::size_t>(length, 1);
  }
  out_.append('"');
}

}  // namespace gatewarden
